/** The platform itself, its exception, and what the four capabilities share. */
package io.midplatform;
