package io.rocketjob.benchmark.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The life of a contender's process: what it reads from its standard input, and what it
 * answers. Nothing else may appear on the standard output, so all that is printed
 * otherwise goes to the standard error.
 * <table>
 * <caption>Lines</caption>
 * <tr>
 * <td>(it is up)</td>
 * <td>{@code READY <settings>}, or {@code SKIP <reason>}, and it ends</td>
 * </tr>
 * <tr>
 * <td>{@code CREATE <n>}</td>
 * <td>{@code CREATED <n> <nanoseconds>}</td>
 * </tr>
 * <tr>
 * <td>{@code START}</td>
 * <td>{@code STARTED}</td>
 * </tr>
 * <tr>
 * <td>{@code PAUSE}</td>
 * <td>{@code PAUSED}, or {@code UNSUPPORTED}</td>
 * </tr>
 * <tr>
 * <td>{@code REPORT}</td>
 * <td>{@code REPORT <a ContenderReport as JSON>}</td>
 * </tr>
 * <tr>
 * <td>{@code DETAILS}</td>
 * <td>{@code DETAILS <JSON>}; never sent to contenders of others</td>
 * </tr>
 * <tr>
 * <td>{@code QUIT}, or the end</td>
 * <td>(it ends)</td>
 * </tr>
 * <tr>
 * <td>(any, when it fails by that)</td>
 * <td>{@code FAILED <cause>}, and it ends</td>
 * </tr>
 * </table>
 */
public final class ContenderMain {

	private static final Logger logger = LoggerFactory.getLogger(ContenderMain.class);

	private static final JsonMapper JSON = new JsonMapper();

	private final PrintStream answers;

	private final Contender contender;

	private ContenderMain(PrintStream answers, Contender contender) {
		this.answers = answers;
		this.contender = contender;
	}

	/**
	 * Runs a contender until it is told to quit, then ends the process: with 0, or with 1
	 * after a failure that standard error shows.
	 * @param args the arguments of the process
	 * @param factory makes the contender
	 */
	public static void run(String[] args, Contender.Factory factory) {
		PrintStream answers = System.out;
		System.setOut(System.err);
		int exitCode = 0;
		try (Contender contender = factory.create(new ContenderArguments(args))) {
			ContenderMain main = new ContenderMain(answers, contender);
			main.answer(("READY " + contender.settings()).strip());
			main.serve();
		}
		catch (SkippedException ex) {
			answers.println("SKIP " + ex.getMessage());
		}
		catch (Exception ex) {
			logger.error("The contender has failed", ex);
			answers.println("FAILED " + Causes.line(ex));
			exitCode = 1;
		}
		answers.flush();
		System.exit(exitCode);
	}

	private void serve() throws Exception {
		try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null && !line.equals("QUIT"); line = lines.readLine()) {
				answer(respond(line));
			}
		}
	}

	private String respond(String line) throws Exception {
		String[] words = line.split(" ", -1);
		return switch (words[0]) {
			case "CREATE" -> create(Integer.parseInt(words[1]));
			case "START" -> {
				this.contender.start();
				yield "STARTED";
			}
			case "PAUSE" -> pause();
			case "REPORT" -> "REPORT " + JSON.writeValueAsString(this.contender.report());
			case "DETAILS" -> "DETAILS " + JSON.writeValueAsString(this.contender.details());
			default -> throw new IOException("Cannot understand '" + line + "'");
		};
	}

	private String create(int count) throws Exception {
		long start = System.nanoTime();
		this.contender.create(count);
		return "CREATED " + count + " " + (System.nanoTime() - start);
	}

	private String pause() throws Exception {
		try {
			this.contender.pause();
			return "PAUSED";
		}
		catch (UnsupportedOperationException ex) {
			return "UNSUPPORTED";
		}
	}

	private void answer(String line) {
		this.answers.println(line);
		this.answers.flush();
	}

}
