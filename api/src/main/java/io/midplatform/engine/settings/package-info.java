/** The settings tree and the binder of records: layers, origins, placeholders, problems. */
package io.midplatform.engine.settings;
