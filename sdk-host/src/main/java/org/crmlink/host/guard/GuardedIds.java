package org.crmlink.host.guard;

import java.util.List;
import org.crmlink.sdk.change.IdStream;

/** Guards an open listing of ids. */
record GuardedIds(IdStream stream, String entity, Fence fence) implements IdStream {

    @Override
    public List<String> next() {
        return fence.read("ids", entity, stream::next);
    }

    @Override
    public void close() {
        fence.release("ids", entity, stream::close);
    }
}
