/** What the sources of configuration have in common: they are asked again and again. */
package io.midplatform.aws.polling;
