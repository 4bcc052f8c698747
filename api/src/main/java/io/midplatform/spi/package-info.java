/** What providers and frameworks implement, and what the four capabilities' provider interfaces share. */
package io.midplatform.spi;
