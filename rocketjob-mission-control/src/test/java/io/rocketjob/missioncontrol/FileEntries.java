package io.rocketjob.missioncontrol;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.rocketjob.dirmon.DirectoryEntry;
import io.rocketjob.dirmon.DirectoryMonitor;
import io.rocketjob.job.JobEngine;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * Entries of the directory monitor of an application. They are not scanned, so that they
 * are what a test says.
 */
final class FileEntries {

	private final Console console;

	private final Path root;

	FileEntries(Console console, Path root) {
		this.console = console;
		this.root = root;
	}

	/** What the application needs, with more. */
	static String[] properties(Path root, String... more) {
		List<String> all = new ArrayList<>(List.of(more));
		all.add("rocketjob.dirmon.enabled=true");
		all.add("rocketjob.dirmon.roots[0]=" + root);
		all.add("rocketjob.jobs.directory-monitor-job.cron.enabled=false");
		return all.toArray(String[]::new);
	}

	DirectoryMonitor monitor() {
		return this.console.bean(DirectoryMonitor.class);
	}

	DirectoryEntry entry(String name) {
		return DirectoryEntry.of(name, pattern(name), "ImportJob");
	}

	String pattern(String name) {
		return this.root + "/" + name + "/*.csv";
	}

	/** Notes a file of which no job could be made. */
	String failedFile(String entry, String file, String problem) {
		ObjectId job = new ObjectId();
		String directory = this.root + "/" + entry + "/";
		Instant now = Instant.now();
		collection("rocketjob.dirmon_files")
			.insertOne(new Document("_id", job).append("entry", monitor().get(entry).id())
				.append("entryName", entry)
				.append("source", bytes(directory + file))
				.append("target", bytes(directory + "archive/" + job + "." + file))
				.append("device", 1L)
				.append("inode", 1L)
				.append("size", 1L)
				.append("modified", now.getEpochSecond())
				.append("nanos", 0)
				.append("takenAt", Date.from(now))
				.append("step", "failed")
				.append("problem", problem));
		return job.toHexString();
	}

	/** Nothing is noted of any file any more. */
	void settled() {
		collection("rocketjob.dirmon_files").deleteMany(new Document());
	}

	private static Binary bytes(String path) {
		return new Binary(path.getBytes(StandardCharsets.UTF_8));
	}

	void scanned(String entry, Instant at, int ready, int waiting, String... held) {
		update(entry,
				Updates.set("lastScan",
						new Document("at", Date.from(at)).append("server", "worker-7:4711")
							.append("ready", ready)
							.append("waiting", waiting)
							.append("held", held.length)
							.append("problems", List.of(held))));
	}

	void nextScan(String entry, Instant at) {
		update(entry, Updates.set("nextScanAt", Date.from(at)));
	}

	void failed(String entry, String exception) {
		update(entry, Updates.combine(Updates.set("state", "failed"), Updates.set("exception", exception)));
	}

	private void update(String entry, Bson update) {
		collection("rocketjob.dirmon_entries").updateOne(Filters.eq("name", entry), update);
	}

	private MongoCollection<Document> collection(String name) {
		return this.console.bean(JobEngine.class).store().mongo().database().getCollection(name);
	}

}
