/** What tests use: the contract suites that any provider must pass, and a time that a test moves. */
package io.midplatform.testkit;
