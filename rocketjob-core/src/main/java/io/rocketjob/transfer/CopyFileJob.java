package io.rocketjob.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

import io.rocketjob.Job;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TransitionContext;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.retry.Retry;
import org.bson.types.ObjectId;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Copies a file from any location of a Spring {@code Resource} to a file, or to any that
 * can be written.
 *
 * <pre class="code">
 * rocketJob.create(CopyFileJob.class, FileCopy.of("https://example.com/data/a.csv", "/data/in/a.csv"));
 * </pre>
 *
 * A file is written beside its target, under the id of the job, forced to the disk,
 * compared with the length and the SHA-256 that it should have, and then given its name:
 * it is there whole, or not at all. A run that ends early is continued by the next where
 * the source is a file, or a web server that still has the same version; else it begins
 * anew. Other targets are as safe as they are themselves. What was copied is kept while
 * the job can be retried, and deleted when it is aborted.
 * <p>
 * The bean is there where {@code rocketjob.file-jobs.enabled} is set. Its jobs read what
 * is below {@code rocketjob.file-jobs.sources}, and write below
 * {@code rocketjob.file-jobs.targets}. Thread-safe.
 *
 * @since 0.1.0
 */
@RocketJob(description = "Copies a file", destroyOnComplete = false, interruptible = true)
@Retry(limit = 5, noRetryOn = IllegalArgumentException.class)
public class CopyFileJob implements Job<FileCopy>, JobCallbacks<FileCopy>, JobPlugin {

	private final Locations locations;

	private final ObjectProvider<RocketJobTemplate> rocketJob;

	/**
	 * Makes the bean.
	 * @param locations what may be read and written
	 * @param rocketJob where its jobs are
	 */
	public CopyFileJob(Locations locations, ObjectProvider<RocketJobTemplate> rocketJob) {
		this.locations = locations;
		this.rocketJob = rocketJob;
	}

	@Override
	public void contribute(PluggableClass jobClass) {
		if (jobClass.type() == CopyFileJob.class) {
			jobClass.onCreate((job) -> check(job.fields(FileCopy.class), job::problem));
		}
	}

	private void check(FileCopy copy, Consumer<String> problems) {
		said(() -> this.locations.checkSource("source", copy.source()), problems);
		said(() -> this.locations.checkTarget("target", copy.target()), problems);
		String hash = FileCopier.problemOfHash(copy);
		if (hash != null) {
			problems.accept(hash);
		}
	}

	/**
	 * Says what is wrong instead of throwing it.
	 * @param check throws what is wrong
	 * @param problems receives the text
	 */
	static void said(Runnable check, Consumer<String> problems) {
		try {
			check.run();
		}
		catch (IllegalArgumentException ex) {
			problems.accept(String.valueOf(ex.getMessage()));
		}
	}

	@Override
	public CopiedFile perform(FileCopy copy, JobContext context) throws IOException, InterruptedException {
		try {
			return new FileCopier(this.locations, copy, context).copy();
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			try {
				discardUnlessNeeded(copy, context.id());
			}
			catch (IOException | RuntimeException more) {
				ex.addSuppressed(more);
			}
			throw ex;
		}
	}

	/**
	 * Looks at the job when the file is no longer locked, as who aborts a job leaves what
	 * a run has locked.
	 */
	private void discardUnlessNeeded(FileCopy copy, ObjectId id) throws IOException {
		// with it the database would not be asked
		boolean interrupted = Thread.interrupted();
		try {
			boolean needed = this.rocketJob.getObject()
				.find(id)
				.filter((job) -> job.state() != JobState.ABORTED)
				.isPresent();
			if (!needed) {
				discard(copy, id);
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void after(JobTransition transition, TransitionContext<FileCopy> context) throws IOException {
		if (transition == JobTransition.ABORT) {
			discard(context.fields(), context.id());
		}
	}

	private void discard(FileCopy copy, ObjectId id) throws IOException {
		Path target;
		try {
			target = this.locations.targetFile(copy.target());
		}
		catch (IllegalArgumentException ex) {
			// where nothing may be written, nothing was
			return;
		}
		if (target != null) {
			PartFile.of(target, id).discard();
		}
	}

}
