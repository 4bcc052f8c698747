package io.midplatform.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.SocketAddressResolver;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/** Nodes that announce addresses, which their certificate does not know: connected to there, and checked by the name that they share. */
final class SharedName extends SocketAddressResolver {
    private final String name;

    SharedName(String name) {
        this.name = name;
    }

    @Override
    public SocketAddress resolve(RedisURI uri) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(uri.getHost());
        if (address == null) {
            return super.resolve(uri);
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(name, address), uri.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
