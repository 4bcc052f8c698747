/** Configuration: the contract {@code Config} and the annotations of settings and configuration records. */
package io.midplatform.config;
