package io.rocketjob.benchmark.bare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * The least that claims jobs in order and deletes them, with a claim token as the only
 * fence: by groups or one by one.
 */
final class JobLoop {

	/** Where Rocket Job registers its servers. */
	private static final String SERVERS = "rocketjob.servers";

	private static final String CLAIM = "claim";

	private static final int PRIORITY = 50;

	/** With the priority given, a sort by it would be made in memory. */
	private static final Document FIRST = new Document("_id", 1);

	private static final String CLAIM_TOKEN = "claim.token";

	private final BareClient client;

	private final MongoCollection<Document> jobs;

	private final List<String> types;

	/** Is told how many jobs were run and deleted. */
	private final IntConsumer ended;

	private final ObjectId server;

	JobLoop(BareClient client, List<String> types, IntConsumer ended) {
		this.client = client;
		this.jobs = client.database().getCollection(JobCopies.COLLECTION);
		this.types = types;
		this.ended = ended;
		this.server = server(client);
	}

	/**
	 * One that is registered, if there is any: its recovery gives back what is held by
	 * servers that it does not know.
	 */
	private static ObjectId server(BareClient client) {
		Document registered = client.database().getCollection(SERVERS).find().first();
		return (registered != null) ? registered.getObjectId("_id") : new ObjectId();
	}

	/**
	 * Takes one job by a find-and-modify, runs and deletes it.
	 * @param work what to do with it
	 * @return whether there was one
	 */
	boolean single(Work work) {
		Document first = claimable().append("type", this.client.abilities().firstOf(this.types));
		Document job;
		ObjectId token;
		do {
			token = new ObjectId();
			job = this.jobs.findOneAndUpdate(first, claim(token),
					this.client.hint(new FindOneAndUpdateOptions().sort(FIRST), CLAIM)
						.returnDocument(ReturnDocument.AFTER));
		}
		while (job == null && this.client.abilities().mayMiss() && this.jobs.find(claimable()).first() != null);
		if (job == null) {
			return false;
		}
		work.run(List.of(job));
		this.jobs.deleteOne(new Document("_id", job.get("_id")).append(CLAIM_TOKEN, token));
		this.ended.accept(1);
		return true;
	}

	/** Takes jobs by groups, each time going on behind the last one of before. */
	final class Groups {

		private static final int SIZE = 200;

		private ObjectId last = new ObjectId(0, 0);

		/**
		 * Takes some jobs, runs and deletes them.
		 * @param work what to do with them
		 * @return whether any was there, be it that another loop was faster
		 */
		boolean next(Work work) {
			List<ObjectId> ids = ids();
			if (ids.isEmpty()) {
				// others may have left some behind us
				this.last = new ObjectId(0, 0);
				ids = ids();
			}
			if (ids.isEmpty()) {
				return false;
			}
			this.last = ids.get(ids.size() - 1);
			ObjectId token = new ObjectId();
			long claimed = JobLoop.this.jobs.updateMany(among(ids).append("claimable", true), claim(token))
				.getModifiedCount();
			if (claimed > 0) {
				Document mine = among(ids).append(CLAIM_TOKEN, token);
				work.run(JobLoop.this.jobs.find(mine).sort(new Document("_id", 1)).into(new ArrayList<>()));
				JobLoop.this.jobs.deleteMany(mine);
				JobLoop.this.ended.accept((int) claimed);
			}
			return true;
		}

		private List<ObjectId> ids() {
			List<ObjectId> ids = new ArrayList<>(SIZE);
			JobLoop.this.jobs.find(claimable().append("_id", new Document("$gt", this.last)))
				.hintString(CLAIM)
				.sort(FIRST)
				.limit(SIZE)
				.batchSize(SIZE)
				.projection(new Document("_id", 1))
				.forEach((job) -> ids.add(job.getObjectId("_id")));
			return ids;
		}

		private static Document among(List<ObjectId> ids) {
			return new Document("_id", new Document("$in", ids));
		}

	}

	private Document claimable() {
		return new Document("claimable", true).append("type", new Document("$in", this.types))
			.append("priority", PRIORITY);
	}

	private Document claim(ObjectId token) {
		Document claim = new Document("token", token).append("server", this.server);
		return new Document("$set", new Document("state", "running").append(CLAIM, claim)).append("$unset",
				new Document("claimable", ""));
	}

	/** What is done with jobs that are held. */
	@FunctionalInterface
	interface Work {

		void run(List<Document> jobs);

	}

}
