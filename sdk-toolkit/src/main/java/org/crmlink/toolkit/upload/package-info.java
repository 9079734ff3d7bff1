/**
 * Uploads in batches: what becomes of each mutation of a list when some are refused before sending, a request fails, an answer is cut or the thread
 * is interrupted ({@link org.crmlink.toolkit.upload.BatchUpload}). A connector adds how one mutation is checked and how one batch travels
 * ({@link org.crmlink.toolkit.upload.BatchSender}).
 */
@NullMarked
package org.crmlink.toolkit.upload;

import org.jspecify.annotations.NullMarked;
