package io.rocketjob.job;

import io.rocketjob.document.ClaimKey;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the claim on a job that is run inline without being stored: no server can
 * take it away, and there is nothing to write.
 */
public final class UnstoredHandle implements ClaimHandle {

	@Override
	public @Nullable ClaimKey claimKey() {
		return null;
	}

	@Override
	public boolean progress(int percent) {
		return true;
	}

	@Override
	public boolean complete(@Nullable FieldsState<?> fields, @Nullable Object result, @Nullable String note) {
		return true;
	}

	@Override
	public boolean fail(Document exception, String reason, @Nullable FieldsState<?> fields) {
		return true;
	}

	@Override
	public boolean abort(@Nullable String reason, @Nullable FieldsState<?> fields) {
		return true;
	}

	@Override
	public boolean release(String reason, @Nullable FieldsState<?> fields) {
		return true;
	}

}
