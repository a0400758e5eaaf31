package io.rocketjob.dirmon;

import java.nio.file.Path;
import java.time.Instant;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What is noted of a file before it is touched. It is there until the job of the file can
 * run, so that another process can go on from any point.
 *
 * @param job the id that its job gets
 * @param entry the id of the entry
 * @param entryName its name
 * @param source where the file was
 * @param target where it is in the archive
 * @param facts what there was
 * @param takenAt when it was noted
 * @param step how far it has come
 * @param problem why no job could be made of it
 */
record FileNote(ObjectId job, ObjectId entry, String entryName, Path source, Path target, FileFacts facts,
		Instant takenAt, Step step, @Nullable String problem) {

	/** How far a file has come, as far as it is noted. */
	enum Step {

		/** Its job is not stored, or this is not noted yet; it cannot run in any case. */
		NOTED,

		/**
		 * As noted, and a process goes on with it that has not noted it: who has noted it
		 * may no longer take the note back.
		 */
		BEGUN,

		/** Its job is stored, and may have been released. */
		STORED,

		/** No job could be made of it. */
		FAILED

	}

	/** The same at another step. */
	FileNote at(Step now) {
		return new FileNote(this.job, this.entry, this.entryName, this.source, this.target, this.facts, this.takenAt,
				now, this.problem);
	}

	TakenFile toTakenFile() {
		return new TakenFile(this.job, this.entryName, this.source.toString(), this.target.toString(), this.takenAt,
				this.problem);
	}

}
