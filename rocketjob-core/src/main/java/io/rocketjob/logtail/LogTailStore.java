package io.rocketjob.logtail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import io.rocketjob.job.JobStore;
import org.bson.Document;

/**
 * Internal: where servers put the last lines of a job while somebody looks at them: one
 * document for each job and server, which nobody needs any more a minute after it was
 * written. Thread-safe.
 */
public final class LogTailStore {

	/** The collection. */
	public static final String COLLECTION = "rocketjob.log_tails";

	/** The subscriber that is told what somebody looks at, in each process. */
	public static final String SUBSCRIBER = "rocketjob.log";

	/** Its action, with the parameter {@code job}. */
	public static final String WANT = "want";

	/** For how long a server tells once it was asked. */
	public static final Duration WANTED_FOR = Duration.ofSeconds(15);

	static final Duration KEPT = Duration.ofMinutes(1);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final int MOST_SERVERS = 100;

	private static final String ID = "_id";

	private static final String JOB = "job";

	private static final String SERVER = "server";

	private static final String EXPIRES_AT = "expiresAt";

	private static final List<IndexModel> INDEXES = List.of(
			new IndexModel(Indexes.ascending(JOB), new IndexOptions().name("log_tail_job")),
			new IndexModel(Indexes.ascending(EXPIRES_AT),
					new IndexOptions().name("log_tail_expires").expireAfter(0L, TimeUnit.SECONDS)));

	private final JobStore store;

	/**
	 * Makes it.
	 * @param store the database
	 */
	public LogTailStore(JobStore store) {
		this.store = store;
	}

	void write(String job, String server, List<LogLine> lines, long dropped) {
		Document id = id(job, server);
		List<Document> stored = lines.stream()
			.map((line) -> new Document("at", Date.from(line.at())).append("level", line.level())
				.append("logger", line.logger())
				.append("text", line.text()))
			.toList();
		collection().replaceOne(new Document(ID, id),
				new Document(ID, id).append(JOB, job)
					.append(SERVER, server)
					.append("lines", stored)
					.append("dropped", dropped)
					.append(EXPIRES_AT, Date.from(now().plus(KEPT))),
				new ReplaceOptions().upsert(true));
	}

	/** And what others have left behind: not all servers drop it by themselves. */
	void remove(String job, String server) {
		MongoCollection<Document> tails = collection();
		tails.deleteMany(new Document(ID, id(job, server)));
		tails.deleteMany(new Document(EXPIRES_AT, new Document("$lt", Date.from(now()))));
	}

	/**
	 * Reads the last lines of a job.
	 * @param job the id of the job
	 * @return what each server has told, by its name
	 */
	public List<Tail> read(String job) {
		List<Tail> tails = new ArrayList<>();
		collection().find(new Document(JOB, job).append(EXPIRES_AT, new Document("$gte", Date.from(now()))))
			.limit(MOST_SERVERS)
			.forEach((tail) -> tails.add(new Tail(tail.getString(SERVER), tail.getLong("dropped"),
					tail.getList("lines", Document.class)
						.stream()
						.map((line) -> new LogLine(line.getDate("at").toInstant(), line.getString("level"),
								line.getString("logger"), line.getString("text")))
						.toList())));
		tails.sort((one, other) -> one.server().compareTo(other.server()));
		return tails;
	}

	private static Document id(String job, String server) {
		return new Document(JOB, job).append(SERVER, server);
	}

	private Instant now() {
		return this.store.clock().now();
	}

	private MongoCollection<Document> collection() {
		return this.store.mongo().collection(COLLECTION, INDEXES, PATIENCE);
	}

	/**
	 * What one server has told.
	 *
	 * @param server its name
	 * @param dropped how many lines there were before
	 * @param lines the last ones, the oldest first
	 */
	public record Tail(String server, long dropped, List<LogLine> lines) {
	}

}
