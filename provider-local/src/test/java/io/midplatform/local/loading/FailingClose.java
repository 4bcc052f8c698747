package io.midplatform.local.loading;

import io.midplatform.spi.DriverLayer;
import io.midplatform.storage.spi.BucketDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A layer that breaks its promise: one bucket's driver throws when it is closed. */
record FailingClose(String failing) implements DriverLayer {
    @Override
    public BucketDriver storage(String resource, BucketDriver driver) {
        return !resource.equals(failing)
                ? driver
                : (BucketDriver) Proxy.newProxyInstance(
                        BucketDriver.class.getClassLoader(),
                        new Class<?>[] {BucketDriver.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("close")) {
                                throw new IllegalStateException("cannot be closed");
                            }
                            try {
                                return method.invoke(driver, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause() == null ? e : e.getCause();
                            }
                        });
    }
}
