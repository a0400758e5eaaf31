package io.rocketjob.benchmark.bare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoCollection;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.RunRecord;
import io.rocketjob.benchmark.process.Starts;
import org.bson.Document;

/**
 * A server of simple jobs made of the bare driver. {@code --sample} names the database
 * that has the job to copy, {@code --mode} is {@code group} or {@code single},
 * {@code --creation} is {@code bulk}, {@code single} or {@code threads}, {@code --types}
 * are the job classes it runs, {@code --slow-millis} is how long jobs of the class
 * {@code SlowJob} take.
 */
public final class BareJobs implements Contender {

	private static final int CREATING_THREADS = 8;

	private static final int BULK = 1000;

	private final BareClient client;

	private final JobCopies copies;

	private final MongoCollection<Document> jobs;

	private final RunRecord record = new RunRecord();

	private final Starts starts;

	private final Loops loops;

	private final JobLoop loop;

	private final boolean inGroups;

	private final String creation;

	private final int slowMillis;

	BareJobs(ContenderArguments arguments) {
		this.client = new BareClient(arguments);
		this.copies = JobCopies.of(this.client.database(arguments.required("sample")));
		this.copies.createIndexes(this.client.database());
		this.jobs = this.client.database().getCollection(JobCopies.COLLECTION);
		this.loops = new Loops(arguments.workers());
		this.loop = new JobLoop(this.client, List.of(arguments.get("types", "NoOpJob").split(",", -1)),
				this.record::end);
		this.inGroups = arguments.get("mode", "group").equals("group");
		this.creation = arguments.get("creation", "bulk");
		this.slowMillis = arguments.number("slow-millis", 0);
		this.starts = new Starts(this.slowMillis > 0);
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, BareJobs::new);
	}

	@Override
	public void create(int count) throws Exception {
		switch (this.creation) {
			case "single" -> createSingly(count);
			case "threads" -> {
				try (Loops creators = new Loops(CREATING_THREADS)) {
					creators.start(() -> createSingly(count / CREATING_THREADS));
					creators.await();
				}
			}
			default -> createInBulk(count);
		}
	}

	private void createSingly(int count) {
		for (int i = 0; i < count; i++) {
			this.jobs.insertOne(this.copies.next());
		}
	}

	private void createInBulk(int count) {
		for (int done = 0; done < count; done += BULK) {
			List<Document> bulk = new ArrayList<>();
			for (int i = done; i < Math.min(count, done + BULK); i++) {
				bulk.add(this.copies.next());
			}
			this.jobs.insertMany(bulk);
		}
	}

	@Override
	public void start() {
		this.record.restart();
		this.loops.start(() -> {
			JobLoop.Groups groups = this.loop.new Groups();
			while (this.inGroups ? groups.next(this::run) : this.loop.single(this::run)) {
				// until nothing is left
			}
		});
	}

	private void run(List<Document> taken) {
		this.record.begin();
		for (Document job : taken) {
			this.starts.add(job.getObjectId("_id"));
			if (this.slowMillis > 0 && "SlowJob".equals(job.getString("type"))) {
				pause(this.slowMillis);
			}
		}
	}

	private static void pause(int millis) {
		try {
			TimeUnit.MILLISECONDS.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void pause() throws Exception {
		this.loops.await();
	}

	@Override
	public ContenderReport report() {
		return this.record.report(this.client.commands());
	}

	@Override
	public Map<String, Object> details() {
		return this.starts.details();
	}

	@Override
	public void close() {
		this.loops.close();
		this.client.close();
	}

}
