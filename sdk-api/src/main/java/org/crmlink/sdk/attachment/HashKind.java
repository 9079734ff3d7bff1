package org.crmlink.sdk.attachment;

/** The checksums that stores keep. Values travel as lower-case hex, except {@link #QUICK_XOR}, which is Base64. */
public enum HashKind {
    MD5,
    SHA1,
    SHA256,
    CRC64,
    /** Microsoft Graph's quickXorHash. */
    QUICK_XOR,
    /** Dropbox' hash of the hashes of 4 MiB blocks. */
    DROPBOX
}
