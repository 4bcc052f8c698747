/** JSON payloads, YAML and JSON settings files. */
package io.midplatform.codec.jackson;
