package io.crosscloud.testkit.internal.salesforce;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** How the login pages look, and the hash by which their security policy lets them. */
final class PageStyle {
    static final String CSS = """

            :root { color-scheme: light dark; --ink: #14213d; --soft: #51607a; --line: #c3ccdb; --paper: #ffffff; \
            --ground: #eef3fa; --accent: #0b5cab; --accent-ink: #ffffff; --alert: #9b1c1c; --alert-ground: #fdeceb; }
            @media (prefers-color-scheme: dark) { :root { --ink: #eef2f9; --soft: #a9b6cc; --line: #46536b; \
            --paper: #1b2536; --ground: #101725; --accent: #6db3f8; --accent-ink: #0b1a2c; --alert: #ffb4ab; \
            --alert-ground: #43201f; } }
            * { box-sizing: border-box; }
            body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; align-items: center; \
            justify-content: center; gap: 1.25rem; padding: 1.5rem; background: var(--ground); color: var(--ink); \
            font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
            main { width: 100%; max-width: 25rem; padding: 2rem; background: var(--paper); border: 1px solid var(--line); \
            border-radius: .75rem; box-shadow: 0 .5rem 2rem rgba(10, 30, 70, .08); }
            .brand { display: flex; align-items: center; gap: .5rem; margin: 0 0 1.5rem; font-weight: 600; color: var(--soft); }
            .cloud { width: 1.75rem; height: 1rem; border-radius: 1rem; background: var(--accent); }
            .fake { padding: 0 .5rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .8125rem; font-weight: 500; }
            h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
            .lead { margin: .25rem 0 1.25rem; color: var(--soft); overflow-wrap: anywhere; }
            .lead strong, .who strong { color: var(--ink); }
            .who { margin: 1rem 0; color: var(--soft); font-size: .9375rem; overflow-wrap: anywhere; }
            .alert { margin: 1rem 0; padding: .75rem 1rem; border-radius: .5rem; background: var(--alert-ground); \
            color: var(--alert); overflow-wrap: anywhere; }
            ul { margin: 0 0 1rem; padding-left: 1.25rem; }
            li { margin: .25rem 0; }
            code { color: var(--soft); font-size: .8125rem; }
            label { display: block; margin: 1rem 0 .25rem; font-size: .9375rem; font-weight: 500; }
            input { width: 100%; padding: .625rem .75rem; border: 1px solid var(--soft); border-radius: .5rem; \
            background: var(--paper); color: inherit; font: inherit; }
            button { width: 100%; margin-top: 1.5rem; padding: .625rem 1rem; border: 1px solid var(--accent); \
            border-radius: .5rem; background: transparent; color: var(--accent); font: inherit; font-weight: 600; cursor: pointer; }
            button.primary { background: var(--accent); color: var(--accent-ink); }
            .choice { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
            :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
            footer { max-width: 25rem; color: var(--soft); font-size: .8125rem; text-align: center; }
            """;

    /** A source expression of Content Security Policy. */
    static final String HASH = "sha256-" + hash();

    private PageStyle() {}

    private static String hash() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(CSS.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
