package org.crmlink.host.guard;

import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.LoginPrompt;
import org.crmlink.sdk.LoginStatus;

/** Guards {@link InteractiveLogin}. */
record GuardedLogin(InteractiveLogin facet, Fence fence) implements InteractiveLogin {

    @Override
    public void login(LoginPrompt prompt) {
        fence.read("login", "", () -> {
            facet.login(prompt);
            return Boolean.TRUE;
        });
    }

    @Override
    public LoginStatus status() {
        return fence.read("login status", "", facet::status);
    }

    @Override
    public void logout() {
        fence.read("logout", "", () -> {
            facet.logout();
            return Boolean.TRUE;
        });
    }
}
