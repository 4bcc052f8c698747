/** JSON as keys and values, with the SDK's own parser. */
package io.midplatform.azure.json;
