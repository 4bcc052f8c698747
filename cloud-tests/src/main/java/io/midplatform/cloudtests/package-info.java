/** What the tests of the AWS and the Azure provider share: servers that stand for a service, and suites over them. */
@NullMarked
package io.midplatform.cloudtests;

import org.jspecify.annotations.NullMarked;
