/** What every source of configuration must do, together with the engine: subclass each suite and say how the source is written. */
package io.midplatform.testkit.config;
