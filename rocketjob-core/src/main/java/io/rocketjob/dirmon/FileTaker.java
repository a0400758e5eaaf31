package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.rocketjob.DuplicateJobException;
import io.rocketjob.batch.HeldJobs;
import io.rocketjob.dirmon.FileNote.Step;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.FileSystemResource;

/**
 * Takes files: notes them, moves them, stores their jobs, notes that, and lets the jobs
 * run. A process may die after any of these; what it has begun is finished by
 * {@link #finish}, by whoever scans next. Thread-safe.
 *
 * @param notes what is noted of files
 * @param jobs makes their jobs
 * @param roots where files may be
 * @param hook is told of each step, for tests
 */
record FileTaker(FileNotes notes, HeldJobs jobs, AllowedRoots roots, Consumer<Point> hook) {

	private static final Logger logger = LoggerFactory.getLogger(FileTaker.class);

	/** The job of a file at these steps is not noted as stored. */
	private static final List<Step> ON_ITS_WAY = List.of(Step.NOTED, Step.BEGUN);

	/** What a file system takes as a name. */
	private static final int LONGEST_NAME = 255;

	/** The points between which a process may die. */
	enum Point {

		FOUND, NOTED, BEGUN, COPIED, MOVED, STORED, STORED_NOTED, RELEASED

	}

	/**
	 * Takes a file, if its entry is still to be scanned once the file is noted.
	 * @param stored the entry
	 * @param file where it is
	 * @param facts what there was when it was found to be complete
	 * @param now the time
	 * @param wanted says whether the entry is still to be scanned
	 * @return {@code null} when its job runs, or is going to, or it is no longer wanted;
	 * else what is wrong
	 */
	@Nullable String take(StoredEntry stored, Path file, FileFacts facts, Instant now, BooleanSupplier wanted) {
		ObjectId job = new ObjectId();
		FileNote note;
		try {
			Path directory = this.roots.check("the directory", Names.directory(file));
			Path archive = new ArchiveDirectory(stored.entry().archive()).of(file, now);
			this.roots.check("the archive", archive);
			note = new FileNote(job, stored.id(), stored.name(), beside(directory, file), target(archive, job, file),
					facts, now, Step.NOTED, null);
		}
		catch (IllegalArgumentException ex) {
			return file + ": " + ex.getMessage();
		}
		this.hook.accept(Point.FOUND);
		this.notes.insert(note);
		this.hook.accept(Point.NOTED);
		// in this order: who deletes the entry asks for notes once it is not enabled
		if (!wanted.getAsBoolean()) {
			this.notes.delete(job, Step.NOTED);
			return null;
		}
		return proceed(stored, note);
	}

	/** The same file, in the directory to which links lead. */
	private static Path beside(Path directory, Path file) {
		return directory.resolve(file.getFileName());
	}

	/** Its id, and as much of the end of its name as fits. */
	private static Path target(Path archive, ObjectId job, Path file) {
		String id = job.toHexString() + ".";
		byte[] directory = NameText.bytes(archive);
		byte[] name = NameText.escapedName(file);
		int length = Math.min(name.length, LONGEST_NAME - id.length());
		byte[] end = Arrays.copyOfRange(name, name.length - length, name.length);
		return Names.path(directory, ("/" + id).getBytes(StandardCharsets.US_ASCII), end);
	}

	/**
	 * Goes on with a file, from wherever it was left. Its entry was to be scanned after
	 * it was noted.
	 * @param stored the entry
	 * @param note what was noted of it
	 * @return {@code null} when its job runs, or is going to; else what is wrong
	 */
	@Nullable String finish(StoredEntry stored, FileNote note) {
		if (note.step() == Step.FAILED) {
			return null;
		}
		if (note.step() == Step.STORED) {
			release(note);
			return null;
		}
		// who has noted it may be there, and about to take the note back
		if (!this.notes.move(note.job(), ON_ITS_WAY, Step.BEGUN, null)) {
			return null;
		}
		this.hook.accept(Point.BEGUN);
		return proceed(stored, note.at(Step.BEGUN));
	}

	private @Nullable String proceed(StoredEntry stored, FileNote note) {
		String problem;
		try {
			problem = move(stored, note);
		}
		catch (FileMove.Gone ex) {
			this.notes.delete(note.job(), note.step());
			logger.info("{} is not taken: {}", note.source(), ex.getMessage());
			return null;
		}
		catch (IOException | IllegalArgumentException ex) {
			return withdraw(note, ex);
		}
		if (problem != null) {
			return fail(note, problem, null);
		}
		return makeJob(stored, note);
	}

	private @Nullable String move(StoredEntry stored, FileNote note) throws IOException, FileMove.Gone {
		this.roots.check("the directory", Names.directory(note.source()));
		this.roots.check("the archive", Names.directory(note.target()));
		String problem = new FileMove(() -> this.hook.accept(Point.COPIED)).move(note);
		if (stored.entry().announcement() != Announcement.NONE) {
			Files.deleteIfExists(Names.beside(note.source(), stored.entry().announcement().suffix()));
		}
		this.hook.accept(Point.MOVED);
		return problem;
	}

	/** A file that could not be moved is left where it is, and found again. */
	private String withdraw(FileNote note, Exception problem) {
		if (Files.notExists(note.target())) {
			this.notes.delete(note.job(), note.step());
		}
		return note.source() + " could not be moved to " + note.target() + ": " + problem;
	}

	private @Nullable String makeJob(StoredEntry stored, FileNote note) {
		JobRecord present = this.jobs.find(note.job());
		if (present != null && this.jobs.isUploading(present)) {
			return note.target() + ": another process uploads it, or has died doing so; it is looked at again";
		}
		if (present == null) {
			try {
				store(stored.entry(), note);
			}
			catch (DuplicateJobException ex) {
				return note.target() + ": its job has to wait for another: " + ex.getMessage();
			}
			catch (RuntimeException ex) {
				if (isPassing(ex)) {
					throw ex;
				}
				return fail(note, String.valueOf(ex.getMessage()), ex);
			}
		}
		this.hook.accept(Point.STORED);
		if (this.notes.move(note.job(), ON_ITS_WAY, Step.STORED, null)) {
			this.hook.accept(Point.STORED_NOTED);
			release(note);
		}
		else {
			settle(note);
		}
		return null;
	}

	private void store(DirectoryEntry entry, FileNote note) {
		this.jobs.store(form(entry), note.job(), note.target(), (writer) -> {
			requireUnchanged(note);
			writer.writeFile(new FileSystemResource(note.target()));
			requireUnchanged(note);
		});
	}

	/**
	 * What jobs an entry makes.
	 * @param entry the entry
	 * @return the class and what it says of its jobs
	 */
	static HeldJobs.Form form(DirectoryEntry entry) {
		return new HeldJobs.Form(entry.jobClass(), entry.properties(), entry.fileField());
	}

	private static void requireUnchanged(FileNote note) throws IOException {
		String changed = FileMove.changed(note);
		if (changed != null) {
			throw new IllegalStateException(changed);
		}
	}

	/** Another process has gone on with the file while this one stood still. */
	private void settle(FileNote note) {
		FileNote now = this.notes.find(note.job());
		if (now != null && now.step() == Step.STORED) {
			release(note);
		}
		else {
			this.jobs.giveUp(note.job());
		}
	}

	private static boolean isPassing(Throwable thrown) {
		for (Throwable each = thrown; each != null; each = each.getCause()) {
			if (DatabaseErrors.isPassing(each)) {
				return true;
			}
		}
		return Thread.currentThread().isInterrupted();
	}

	private String fail(FileNote note, String problem, @Nullable Throwable cause) {
		this.notes.move(note.job(), ON_ITS_WAY, Step.FAILED, problem);
		logger.warn("No job is made of {}, which was {}: {}", note.target(), note.source(), problem, cause);
		return note.target() + ": " + problem;
	}

	private void release(FileNote note) {
		release(note.job());
	}

	private void release(ObjectId job) {
		this.jobs.release(job);
		this.hook.accept(Point.RELEASED);
		this.notes.delete(job, Step.STORED);
	}

	/**
	 * Lets all stored jobs run, whatever has become of their entries.
	 */
	void releaseAll() {
		this.notes.stored().forEach(this::release);
	}

}
