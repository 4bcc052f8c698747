/** The servers that stand for the clouds on one machine. */
package io.midplatform.examples.worlds;
