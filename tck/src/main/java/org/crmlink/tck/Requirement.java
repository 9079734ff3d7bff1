package org.crmlink.tck;

/**
 * What a connector must keep, one sentence each. An id is stable for ever and never used again; the name is the one that the contract's Javadoc
 * shows in brackets.
 */
public enum Requirement {
    R01(
            "LOAD-1",
            Group.LOADING_LIFECYCLE,
            Level.MUST,
            "The connector MUST be discoverable by exactly one line in META-INF/services and MUST carry id, version and SPI range "
                    + "in its manifest, consistent with descriptor()."),
    R02(
            "LOAD-2",
            Group.LOADING_LIFECYCLE,
            Level.MUST,
            "Class loading, static initialisers and the no-arg constructor MUST have no side effects: no network, thread, file or "
                    + "log above DEBUG."),
    R03(
            "LOAD-3",
            Group.LOADING_LIFECYCLE,
            Level.MUST,
            "It MUST work in an isolated loader whose parent shows only the JDK and the SPI, with TCCL null, and MUST NOT contain "
                    + "SPI classes."),
    R04(
            "LOAD-4",
            Group.LOADING_LIFECYCLE,
            Level.MUST,
            "Two versions, and two instances of one version with different configs, MUST work side by side without sharing state."),
    R05(
            "LOAD-5",
            Group.LOADING_LIFECYCLE,
            Level.MUST,
            "close() MUST be idempotent, safe after a failed open and safe while a call is running."),
    R06(
            "LOAD-6",
            Group.LOADING_LIFECYCLE,
            Level.MUST,
            "After close() every call MUST fail with IllegalState-kind and send nothing."),
    R07(
            "CONF-1",
            Group.CONFIGURATION,
            Level.MUST,
            "The descriptor MUST give type, doc, default/required and secret flag for each key; unknown keys and every single "
                    + "corrupted value MUST be rejected with CONFIG_INVALID naming all offending keys."),
    R08("CONF-2", Group.CONFIGURATION, Level.MUST, "validate() MUST be offline."),
    R09(
            "CONF-3",
            Group.CONFIGURATION,
            Level.MUST,
            "check() MUST succeed on the valid config and MUST fail for wrong secret, unknown tenant, unreachable host, missing "
                    + "permission, each with its own kind; a failed check is never a success with a message."),
    R10(
            "CONF-4",
            Group.CONFIGURATION,
            Level.MUST,
            "Config values MUST be honoured: endpoint, timeouts, page size, proxy; defaults MUST include finite timeouts."),
    R11(
            "META-1",
            Group.METADATA,
            Level.MUST,
            "Metadata MUST be deterministic, serialisable, with unique names, existing key fields and resolvable reference targets."),
    R12(
            "META-2",
            Group.METADATA,
            Level.MUST,
            "Every record read MUST conform to metadata (names, types, nullability) for 100 % of seeded data."),
    R13(
            "META-3",
            Group.METADATA,
            Level.MUST,
            "Readable/createable/updateable/required flags MUST be true: violating each MUST be rejected with INVALID_DATA naming "
                    + "the field; unknown entity → NOT_FOUND, unknown field → INVALID_DATA, never an empty result."),
    R14(
            "META-4",
            Group.METADATA,
            Level.MUST,
            "Declared capabilities MUST work; each undeclared one, called directly, MUST fail with UNSUPPORTED and send no mutating "
                    + "request."),
    R15(
            "META-5",
            Group.METADATA,
            Level.MUST,
            "After a schema change on the server, the next describe MUST show it and a running read MUST NOT drop values silently "
                    + "(SCHEMA_CHANGED or consistent old view)."),
    R16(
            "READ-1",
            Group.FULL_READ,
            Level.MUST,
            "Each existing record MUST be returned exactly once for 0, 1, p−1, p, p+1 and 2.5 p records (p = page size), empty "
                    + "ending normally."),
    R17(
            "READ-2",
            Group.FULL_READ,
            Level.MUST,
            "Filter and projection results MUST equal a reference evaluation when declared exact, and MUST be a superset with the "
                    + "residual returned otherwise."),
    R18(
            "READ-3",
            Group.FULL_READ,
            Level.MUST,
            "Reading MUST be bounded: at most 2 pages buffered beyond demand, 50,000 × 2 kB readable with 64 MB spare heap."),
    R19(
            "READ-4",
            Group.FULL_READ,
            Level.MUST,
            "Abandoning an iteration MUST stop requests within one page and release the connection."),
    R20(
            "CHG-1",
            Group.CHANGE_QUERY,
            Level.MUST,
            "No gap: changes made during the initial read MUST arrive with the first change query from its token."),
    R21(
            "CHG-2",
            Group.CHANGE_QUERY,
            Level.MUST,
            "Every create/update (and delete if CHG_DEL) after token T MUST appear in changes(T), also in a burst of 3 pages, with "
                    + "key, kind, version."),
    R22(
            "CHG-3",
            Group.CHANGE_QUERY,
            Level.MUST,
            "With nothing new, changes(T) MUST end, return nothing and give a usable token; it MUST NOT repeat forever."),
    R23(
            "CHG-4",
            Group.CHANGE_QUERY,
            Level.MUST,
            "Tokens MUST be immutable and portable: any emitted token replays a superset-equal result, in a new instance, JVM, "
                    + "thread, zone and locale, after string round trip; ≤ 8 kB."),
    R24(
            "CHG-5",
            Group.CHANGE_QUERY,
            Level.MUST,
            "Foreign, corrupt, truncated or future tokens MUST give INVALID_TOKEN/nothing, expired ones RESYNC_REQUIRED; never "
                    + "\"from the start\" or \"no changes\" silently."),
    R25(
            "CHG-6",
            Group.CHANGE_QUERY,
            Level.MUST,
            "Records sharing one modification instant (> 2 pages) MUST all be delivered and paging MUST terminate."),
    R26(
            "CHG-7",
            Group.CHANGE_QUERY,
            Level.MUST,
            "A change that becomes visible late (older timestamp than the returned token, server clock ±5 min from client) MUST "
                    + "still be delivered."),
    R27(
            "PAGE-1",
            Group.PAGING_RESUME,
            Level.MUST,
            "A crash after any page MUST be resumable from its checkpoint in a new instance; union complete, duplicates ≤ 1 page."),
    R28("PAGE-2", Group.PAGING_RESUME, Level.MUST, "A checkpoint MUST NOT be ahead of delivered records."),
    R29(
            "PAGE-3",
            Group.PAGING_RESUME,
            Level.MUST,
            "Empty or short pages with a next link MUST NOT end the read; page size is a maximum, not a promise."),
    R30(
            "PAGE-4",
            Group.PAGING_RESUME,
            Level.MUST,
            "A repeated or self-referring next link MUST end with PROTOCOL_ERROR after bounded requests."),
    R31(
            "PAGE-5",
            Group.PAGING_RESUME,
            Level.MUST,
            "Truncated JSON, empty 200 body, HTML login page with 200, wrong content type, trailing garbage MUST be errors, never "
                    + "\"end of data\"."),
    R32(
            "DEL-1",
            Group.DELETIONS,
            Level.MUST,
            "A delete MUST arrive as a tombstone with the key and MUST NOT resurrect by replay; delete+re-create ends as existing; "
                    + "create+delete never ends as live."),
    R33(
            "DEL-2",
            Group.DELETIONS,
            Level.MUST,
            "Without CHG_DEL, LIST_KEYS MUST return exactly the keys of a full read."),
    R34(
            "DEL-3",
            Group.DELETIONS,
            Level.MUST,
            "A failing, forbidden, empty-by-error or partial listing MUST never be reported as deletions."),
    R35(
            "DEL-4",
            Group.DELETIONS,
            Level.SHOULD,
            "Leaving the filter or losing permission SHOULD be distinguishable from deletion."),
    R36(
            "UP-1",
            Group.UPLOAD,
            Level.MUST,
            "create MUST return the server key and version, and each createable field MUST read back equal (after declared "
                    + "normalisation)."),
    R37(
            "UP-2",
            Group.UPLOAD,
            Level.MUST,
            "update MUST change only the supplied fields; explicit null clears, absent leaves."),
    R38(
            "UP-3",
            Group.UPLOAD,
            Level.MUST,
            "update of a missing record MUST be NOT_FOUND (no silent create unless UPSERT); delete of a missing one MUST be "
                    + "ALREADY_GONE."),
    R39(
            "UP-4",
            Group.UPLOAD,
            Level.MUST,
            "Batch results MUST be 1:1 and in order with client references for 0, 1, max and max+1 items (split by the connector)."),
    R40(
            "UP-5",
            Group.UPLOAD,
            Level.MUST,
            "Values changed by the server during a write (computed, trimmed, defaulted, new key) MUST be returned or flagged "
                    + "refetch."),
    R41(
            "UP-6",
            Group.UPLOAD,
            Level.SHOULD,
            "Own writes SHOULD be recognisable in the change feed by the returned version."),
    R42(
            "IDEM-1",
            Group.IDEMPOTENCY,
            Level.MUST,
            "If the server applied a create but the answer was lost, a retry with the same operation id MUST NOT make a second "
                    + "record; without IDEM the call MUST report OUTCOME_UNKNOWN."),
    R43(
            "IDEM-2",
            Group.IDEMPOTENCY,
            Level.MUST,
            "The transport MUST NOT re-send a mutating request by itself: exactly one request per call for reset, empty, garbage, "
                    + "408, 503 Retry-After: 0, 307, 308, warm and cold."),
    R44("IDEM-3", Group.IDEMPOTENCY, Level.MUST, "Replaying a whole upload batch MUST converge to the same state."),
    R45(
            "CFL-1",
            Group.CONFLICT_DETECTION,
            Level.MUST,
            "Update and delete with a stale version MUST give CONFLICT with key and current version, and leave the record "
                    + "unchanged."),
    R46(
            "CFL-2",
            Group.CONFLICT_DETECTION,
            Level.MUST,
            "The check MUST be atomic on the server: a change between the connector's last read and its write MUST conflict."),
    R47(
            "CFL-3",
            Group.CONFLICT_DETECTION,
            Level.MUST,
            "A version precondition without COND MUST be UNSUPPORTED, never ignored."),
    R48(
            "CFL-4",
            Group.CONFLICT_DETECTION,
            Level.MUST,
            "Creating an existing key MUST be ALREADY_EXISTS and name the existing key if known."),
    R49(
            "PART-1",
            Group.PARTIAL_FAILURE,
            Level.MUST,
            "In a mixed batch (valid, invalid, duplicate, forbidden) each item MUST get its own outcome; valid ones are applied, or "
                    + "with ATOMIC none is."),
    R50(
            "PART-2",
            Group.PARTIAL_FAILURE,
            Level.MUST,
            "If a batch is cut in the middle, items MUST be reported applied, not applied or unknown truthfully."),
    R51(
            "PART-3",
            Group.PARTIAL_FAILURE,
            Level.MUST,
            "A record that cannot be read or decoded MUST be reported with its key; it is never skipped silently and other records "
                    + "and entities continue."),
    R52(
            "TYPE-1",
            Group.TYPES_FIDELITY,
            Level.MUST,
            "Text MUST survive exactly: astral plane, NFC≠NFD, RTL, ZWJ emoji, leading/trailing blanks, CR/LF/TAB, quotes, <&>, "
                    + "U+FEFF; U+0000 and lone surrogates are rejected, not changed."),
    R53(
            "TYPE-2",
            Group.TYPES_FIDELITY,
            Level.MUST,
            "Decimals and integers MUST keep declared precision and scale (12345678901234567.89, 10.50, 2^53+1, −0.01, max, max+1 "
                    + "rejected)."),
    R54(
            "TYPE-3",
            Group.TYPES_FIDELITY,
            Level.MUST,
            "Instants keep the declared precision and the same instant; dates and local times never shift, in every zone of the "
                    + "matrix; year 0001/1969/9999, DST gap and overlap."),
    R55(
            "TYPE-4",
            Group.TYPES_FIDELITY,
            Level.MUST,
            "null, empty text, empty list and absent MUST stay distinct, or the collapse MUST be declared."),
    R56(
            "TYPE-5",
            Group.TYPES_FIDELITY,
            Level.MUST,
            "Text and binaries at the declared maximum pass, above it LIMIT_EXCEEDED, never truncated."),
    R57(
            "TYPE-6",
            Group.TYPES_FIDELITY,
            Level.MUST,
            "Unknown option values, removed references and polymorphic lookups MUST be kept as raw value + target entity, not lost "
                    + "or failed."),
    R58(
            "THR-1",
            Group.THROTTLING_RETRY,
            Level.MUST,
            "429/503 with Retry-After (seconds, HTTP-date, absent, absurd) and the vendor's own throttle answers MUST become "
                    + "RATE_LIMITED/QUOTA_EXHAUSTED with the delay."),
    R59(
            "THR-2",
            Group.THROTTLING_RETRY,
            Level.MUST,
            "The connector MUST NOT retry by itself; with the engine's policy, attempts, delay growth and total time stay in budget "
                    + "under permanent 429."),
    R60(
            "THR-3",
            Group.THROTTLING_RETRY,
            Level.MUST,
            "Permanent errors (400, 403, 404, 409, 410, 412, 413, 422) MUST cause exactly one request and RetryHint.NEVER."),
    R61(
            "THR-4",
            Group.THROTTLING_RETRY,
            Level.MUST,
            "The retry hint MUST be truthful: after the fault is removed, errors marked retryable succeed on retry."),
    R62(
            "AUTH-1",
            Group.AUTH_EXPIRY,
            Level.MUST,
            "A token expiring in mid-read or mid-batch MUST cause one refresh and continue without loss or duplicate."),
    R63(
            "AUTH-2",
            Group.AUTH_EXPIRY,
            Level.MUST,
            "A rejected refresh MUST end with UNAUTHENTICATED after at most 2 token requests."),
    R64(
            "AUTH-3",
            Group.AUTH_EXPIRY,
            Level.MUST,
            "N concurrent 401s MUST cause one refresh; instances never share tokens."),
    R65(
            "AUTH-4",
            Group.AUTH_EXPIRY,
            Level.MUST,
            "403 MUST NOT trigger refresh; expires_in absent, 0 or negative and clock skew MUST NOT loop."),
    R66(
            "TIME-1",
            Group.TIMEOUTS_CANCELLATION,
            Level.MUST,
            "Refused, black-holed, stalled-after-headers and one-byte-per-second answers MUST end with TIMEOUT/UNAVAILABLE within "
                    + "the operation deadline + 20 %."),
    R67(
            "TIME-2",
            Group.TIMEOUTS_CANCELLATION,
            Level.MUST,
            "Interrupt or cancel MUST return within 1 s with CANCELLED, keep the interrupt flag, free the connection and send "
                    + "nothing more."),
    R68(
            "TIME-3",
            Group.TIMEOUTS_CANCELLATION,
            Level.MUST,
            "A cancelled or timed-out write MUST be OUTCOME_UNKNOWN, not \"not applied\"."),
    R69(
            "CONC-1",
            Group.CONCURRENCY,
            Level.MUST,
            "With THREADSAFE, N threads on different and equal entities MUST give the serial result; without it, concurrent use "
                    + "MUST be detected or serialised, not corrupt."),
    R70(
            "CONC-2",
            Group.CONCURRENCY,
            Level.MUST,
            "Two open iterations MUST be independent and callbacks strictly serial, none after return or close."),
    R71(
            "CONC-3",
            Group.CONCURRENCY,
            Level.MUST,
            "Concurrent updates of one record MUST end as success or CONFLICT, with a final state equal to one of the writes."),
    R72(
            "LEAK-1",
            Group.RESOURCE_LEAKS,
            Level.MUST,
            "After close() no thread of the connector lives beyond 90 s and none is non-daemon."),
    R73(
            "LEAK-2",
            Group.RESOURCE_LEAKS,
            Level.MUST,
            "After close and unload the loader MUST become collectable within 90 s, in 5 load cycles metaspace stays flat."),
    R74(
            "LEAK-3",
            Group.RESOURCE_LEAKS,
            Level.MUST,
            "Connections, response bodies, file handles and temp files MUST return to base line after 1,000 mixed good and failing "
                    + "calls; JVM globals (properties, locale, zone, default SSL context, Authenticator, URL handlers, providers, drivers, "
                    + "hooks, MBeans) unchanged."),
    R75(
            "SEC-1",
            Group.SECURITY,
            Level.MUST,
            "Secrets, tokens and signed URLs MUST NOT appear in logs at any level, messages, toString, metrics, checkpoints or temp "
                    + "files."),
    R76(
            "SEC-2",
            Group.SECURITY,
            Level.MUST,
            "TLS MUST reject self-signed, expired, wrong host and < 1.2, and never downgrade to http."),
    R77(
            "SEC-3",
            Group.SECURITY,
            Level.MUST,
            "Cross-origin redirects and server-given links (next, upload, download) MUST NOT carry credentials, custom key headers, "
                    + "cookies or bodies to another origin, and MUST be refused outside allowed hosts."),
    R78("SEC-4", Group.SECURITY, Level.MUST, "XML MUST be parsed without DTD, external entities or expansion."),
    R79(
            "SEC-5",
            Group.SECURITY,
            Level.MUST,
            "Size limits: gzip bomb, endless body, 100,000-deep JSON, 1 MB number, 10 MB header MUST end in "
                    + "LIMIT_EXCEEDED/PROTOCOL_ERROR with 256 MB heap."),
    R80(
            "SEC-6",
            Group.SECURITY,
            Level.MUST,
            "Keys, names and filter values MUST be treated literally (quotes, ' or 1 eq 1, %, CRLF, /, .., SOQL/OData/XML meta)."),
    R81(
            "SEC-7",
            Group.SECURITY,
            Level.SHOULD,
            "The jar SHOULD contain no ObjectInputStream on remote data, no trust-all TLS code, no known-vulnerable dependency; an "
                    + "SBOM is included."),
    R82(
            "ATT-1",
            Group.ATTACHMENTS,
            Level.MUST,
            "Content MUST be byte-exact for 0, 1, c−1, c, c+1 bytes and 25 MB (c = chunk), known and unknown length, with size, "
                    + "type and a nasty-name matrix."),
    R83(
            "ATT-2",
            Group.ATTACHMENTS,
            Level.MUST,
            "Ranges MUST be exact; past the end → RANGE_NOT_SATISFIABLE; a server that ignores Range (200) MUST be detected, never "
                    + "spliced."),
    R84(
            "ATT-3",
            Group.ATTACHMENTS,
            Level.MUST,
            "A cut download or upload MUST resume at the last safe offset; if the content changed meanwhile → CONFLICT/restart; an "
                    + "aborted or failed upload leaves no visible object."),
    R85(
            "ATT-4",
            Group.ATTACHMENTS,
            Level.MUST,
            "Declared hashes MUST be verified both ways; a flipped bit is an error."),
    R86(
            "ATT-5",
            Group.ATTACHMENTS,
            Level.MUST,
            "Conditional put/delete MUST honour version and create-if-absent; streaming MUST stay bounded for 1 GB with 256 MB "
                    + "heap."),
    R87(
            "OBS-1",
            Group.OBSERVABILITY,
            Level.MUST,
            "Each remote attempt MUST be reported to the context's listener (operation, entity, attempt, status, bytes, duration) "
                    + "and match the proxy's log 1:1."),
    R88(
            "OBS-2",
            Group.OBSERVABILITY,
            Level.MUST,
            "Every error MUST carry kind, retry hint, outcome, operation, entity, key, vendor code and request id, keep the cause, "
                    + "and say in one line what to do; nothing goes to stdout/stderr.");

    /** How strongly a requirement is meant. */
    public enum Level {
        /** Without it there is no certificate. */
        MUST,
        /** Reported, and decides nothing. */
        SHOULD
    }

    private final String label;
    private final Group group;
    private final Level level;
    private final String sentence;

    Requirement(String label, Group group, Level level, String sentence) {
        this.label = label;
        this.group = group;
        this.level = level;
        this.sentence = sentence;
    }

    /** The name in the contract, such as {@code CHG-1}. */
    public String label() {
        return label;
    }

    public Group group() {
        return group;
    }

    public Level level() {
        return level;
    }

    /** The requirement in words. */
    public String sentence() {
        return sentence;
    }
}
