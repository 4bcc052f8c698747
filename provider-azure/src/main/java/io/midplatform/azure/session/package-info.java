/** What all services of Azure share: who calls, through which HTTP client, how often, and what their errors mean. */
package io.midplatform.azure.session;
