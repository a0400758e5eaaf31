package io.rocketjob.operation;

import java.util.Locale;

import io.rocketjob.FailedSlice;
import io.rocketjob.JobInstance;
import io.rocketjob.ServerInstance;
import org.jspecify.annotations.Nullable;

/**
 * What an operation is about.
 *
 * @param kind the kind of thing
 * @param id the id of the job or server, that of the job for a slice, the name of an
 * entry; {@code null} for all of them, or for one that does not exist yet
 * @param name the class of the job; {@code category/first record} of a slice; the name of
 * the server or worker; {@code null} when it is not known
 * @since 0.1.0
 */
public record OperationTarget(Kind kind, @Nullable String id, @Nullable String name) {

	static final OperationTarget JOBS = new OperationTarget(Kind.JOB, null, null);

	static final OperationTarget SERVERS = new OperationTarget(Kind.SERVER, null, null);

	static final OperationTarget ENTRIES = new OperationTarget(Kind.ENTRY, null, null);

	static OperationTarget of(JobInstance<?> job) {
		return new OperationTarget(Kind.JOB, job.id().toHexString(), job.jobClass());
	}

	static OperationTarget of(JobInstance<?> job, FailedSlice slice) {
		return new OperationTarget(Kind.SLICE, job.id().toHexString(), slice.category() + "/" + slice.firstRecord());
	}

	static OperationTarget of(ServerInstance server, @Nullable String worker) {
		return (worker != null) ? new OperationTarget(Kind.WORKER, server.id(), worker)
				: new OperationTarget(Kind.SERVER, server.id(), server.name());
	}

	/**
	 * What there is to do something with.
	 */
	public enum Kind {

		/** A job, or all jobs. */
		JOB,

		/** A failed slice of a batch. */
		SLICE,

		/** A server, or all servers. */
		SERVER,

		/** A worker of a server. */
		WORKER,

		/** An entry of the directory monitor, or all entries. */
		ENTRY

	}

	@Override
	public String toString() {
		String what = this.kind.name().toLowerCase(Locale.ROOT);
		if (this.id == null && this.name == null) {
			return (this.kind == Kind.ENTRY) ? "all entries" : "all " + what + "s";
		}
		return what + ((this.name != null) ? " " + this.name : "") + ((this.id != null) ? " " + this.id : "");
	}

}
