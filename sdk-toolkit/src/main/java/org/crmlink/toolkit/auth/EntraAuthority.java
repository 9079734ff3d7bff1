package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * The addresses of Microsoft Entra ID for one tenant. Immutable.
 *
 * @param authority the cloud's login address, see {@link #PUBLIC_CLOUD}
 * @param tenant the tenant's id or domain name, or {@code organizations}
 */
public record EntraAuthority(URI authority, String tenant) {

    /** The login address of the public cloud; others are {@code login.microsoftonline.us} and {@code login.partner.microsoftonline.cn}. */
    public static final URI PUBLIC_CLOUD = URI.create("https://login.microsoftonline.com/");

    public EntraAuthority {
        requireNonNull(authority, "authority is null");
        if (!tenant.matches("[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException("a tenant is an id or a domain name");
        }
    }

    public URI tokenAddress() {
        return endpoint("token");
    }

    public URI deviceAddress() {
        return endpoint("devicecode");
    }

    public URI authorizeAddress() {
        return endpoint("authorize");
    }

    private URI endpoint(String name) {
        String base = authority.toString();
        return URI.create((base.endsWith("/") ? base : base + "/") + tenant + "/oauth2/v2.0/" + name);
    }
}
