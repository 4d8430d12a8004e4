package io.crosscloud.examples.bothdirections;

import static io.crosscloud.examples.bothdirections.Variable.SALESFORCE_REDIRECT_URI;
import static io.crosscloud.examples.bothdirections.Variable.STORE;
import static io.crosscloud.examples.bothdirections.Variable.STORE_KEY;

import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.LoopbackLogin;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.session.User;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A real tenant and a real org, as the environment names them. */
final class RealClouds implements Clouds {
    private static final String DEFAULT_REDIRECT = "http://localhost:1717/callback";

    private final Crossing intoEngagement;
    private final Crossing intoSalesforce;
    private final URI redirectUri;
    private final Account account;
    private final StoreFile storeFile;

    RealClouds(Settings settings, Account account) {
        settings.require(required(settings));
        this.intoEngagement = EngagementSettings.crossing(settings);
        this.intoSalesforce = SalesforceSettings.crossing(settings);
        this.redirectUri = URI.create(settings.optional(SALESFORCE_REDIRECT_URI).orElse(DEFAULT_REDIRECT));
        this.account = account;
        this.storeFile = settings.optional(STORE)
                .map(file -> StoreFile.at(Path.of(file), TokenCipher.aes256(settings.secret(STORE_KEY))))
                .orElseGet(StoreFile::temporary);
    }

    /** What both clouds and the store need, so that all that is missing is told at once. */
    private static List<Variable> required(Settings settings) {
        List<Variable> required = new ArrayList<>(EngagementSettings.required(settings));
        required.addAll(SalesforceSettings.required(settings));
        if (settings.optional(STORE).isPresent()) {
            required.add(STORE_KEY);
        }
        return required;
    }

    @Override
    public String place() {
        return "the tenant and the org of the environment";
    }

    @Override
    public Crossing intoEngagement() {
        return intoEngagement;
    }

    @Override
    public Crossing intoSalesforce() {
        return intoSalesforce;
    }

    /** The page is printed and not opened: the demo often runs where there is no desktop. */
    @Override
    public Session logIn(Function<URI, ConnectedAppLogin> login, User user) throws InterruptedException {
        return LoopbackLogin.builder(login, page -> account.line("open this page", page), redirectUri)
                .browser(page -> {})
                .build()
                .logIn(user);
    }

    @Override
    public StoreFile storeFile() {
        return storeFile;
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public boolean letPass(Duration time) {
        return false;
    }

    @Override
    public String witness() {
        return "Expiry was not shown: a real cloud's clock does not move on demand.";
    }

    @Override
    public void close() {
        storeFile.close();
    }
}
