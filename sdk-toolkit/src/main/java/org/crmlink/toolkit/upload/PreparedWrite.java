package org.crmlink.toolkit.upload;

import org.crmlink.sdk.upload.Mutation;

/** A mutation that was checked and is ready to be sent, with whatever its connector needs for that. Immutable. */
public interface PreparedWrite {

    /** What the host gave. */
    Mutation mutation();
}
