/** Configuration in App Configuration. */
package io.midplatform.azure.appconfiguration;
