package io.midplatform.azure.session;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Where tokens may go: to hosts of Azure's own, and to those that the settings name. */
public final class AzureHost {
    private AzureHost() {}

    /**
     * Tells whether a host belongs to one of Azure's domains.
     *
     * @param endpoint the address
     * @param domains the service's domains in all clouds, such as {@code vault.azure.net}
     * @return true for a name below one of them
     */
    public static boolean isBelow(URI endpoint, List<String> domains) {
        String host = endpoint.getHost();
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        return domains.stream().anyMatch(domain -> name.endsWith("." + domain));
    }

    /**
     * Checks that an address can be given a token.
     *
     * @param what the setting, for people
     * @param endpoint the address
     * @param domains the service's domains
     * @param trusted the hosts that the settings trust besides
     * @throws IllegalArgumentException when it is not encrypted, or no host of Azure's nor a trusted one
     */
    public static void check(String what, URI endpoint, List<String> domains, List<String> trusted) {
        String host = endpoint.getHost();
        if (host == null || !"https".equalsIgnoreCase(endpoint.getScheme())) {
            throw new IllegalArgumentException(
                    what + " is an address like https://name." + domains.get(0) + ", for tokens go over https only");
        }
        if (!isBelow(endpoint, domains) && trusted.stream().noneMatch(host::equalsIgnoreCase)) {
            throw new IllegalArgumentException(what + " has the host " + host
                    + ", which is not Azure's; name it in 'trusted-hosts' if tokens may be sent there");
        }
    }
}
