/** Secrets in Key Vault. */
package io.midplatform.azure.keyvault;
