/** The embedded provider: its settings and what the platform's loader finds. */
package io.midplatform.local;
