/** The local provider: its settings, and what implements the provider interfaces. */
package io.midplatform.local;
