/** Buckets on Azure Blob Storage. */
package io.midplatform.azure.blob;
