/** Wire-level fakes of ours for services that no emulator in the registries stands for. They are written from documented shapes only. */
package io.midplatform.azure.fake;
