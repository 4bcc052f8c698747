/** Sources of configuration on Azure. */
package io.midplatform.azure.config;
