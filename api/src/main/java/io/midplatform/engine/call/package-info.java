/** What every engine's call goes through: deadline, observation, one wrapping of errors, payload codecs, threads. */
package io.midplatform.engine.call;
