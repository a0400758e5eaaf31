package io.rocketjob;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A line to the database for some clients only. It can be cut, and it can answer commands
 * itself, as a server of another kind would: those never reach the database.
 */
public final class TestLine implements AutoCloseable {

	/** Length, request id, id of the request that is answered, and kind of a message. */
	private static final int HEADER = 16;

	/** The kind of all messages but the first of a connection. */
	private static final int OP_MSG = 2013;

	/**
	 * Where the command is in such a message: after its flags and the kind of section.
	 */
	private static final int COMMAND = HEADER + 5;

	private final ServerAddress target;

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final List<Answer> answers = new CopyOnWriteArrayList<>();

	private final String uri;

	private volatile boolean cut;

	private TestLine(ConnectionString connection) throws IOException {
		assumeTrue(!connection.isSrvProtocol() && !Boolean.TRUE.equals(connection.getSslEnabled()),
				"the line to the database cannot be led through another");
		String host = connection.getHosts().get(0);
		this.target = new ServerAddress(host);
		String text = connection.getConnectionString();
		int from = text.indexOf(connection.getHosts().get(0));
		int query = text.indexOf('?');
		String options = "directConnection=true&serverSelectionTimeoutMS=1000&heartbeatFrequencyMS=500&connectTimeoutMS=1000";
		String credentials = text.substring(0, from);
		this.uri = credentials + "127.0.0.1:" + this.server.getLocalPort() + "/?"
				+ ((query >= 0) ? text.substring(query + 1).replaceAll("(?i)replicaSet=[^&]*&?", "") + "&" : "")
				+ options;
		start(this::accept);
	}

	public static TestLine to(String connectionString) {
		try {
			return new TestLine(new ConnectionString(connectionString));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String uri() {
		return this.uri;
	}

	public void cut() {
		this.cut = true;
		this.sockets.forEach(TestLine::close);
		this.sockets.clear();
	}

	public void mend() {
		this.cut = false;
	}

	/**
	 * Answers the next commands in place of the database.
	 * @param command the name of the command
	 * @param collection the collection it is for
	 * @param times how many of them
	 * @param document the answer
	 * @return tells how many of them there were
	 */
	public Answer answer(String command, String collection, int times, Document document) {
		Answer answer = new Answer(command, collection, times, document);
		this.answers.add(answer);
		return answer;
	}

	private void accept() {
		try {
			while (true) {
				Socket incoming = this.server.accept();
				this.sockets.add(incoming);
				if (this.cut) {
					close(incoming);
					continue;
				}
				Socket outgoing = new Socket(this.target.getHost(), this.target.getPort());
				this.sockets.add(outgoing);
				start(() -> pumpRequests(incoming, outgoing));
				start(() -> pump(outgoing, incoming));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void pumpRequests(Socket client, Socket database) {
		try {
			DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
			OutputStream out = database.getOutputStream();
			while (true) {
				byte[] header = in.readNBytes(HEADER);
				if (header.length < HEADER) {
					return;
				}
				int length = littleEndian(header).getInt(0);
				ByteBuffer message = littleEndian(new byte[length]).put(header);
				in.readFully(message.array(), HEADER, length - HEADER);
				Answer answer = answerTo(message);
				if (answer == null) {
					out.write(message.array());
				}
				else {
					// a client sends nothing else before it has its answer
					client.getOutputStream().write(reply(message.getInt(4), answer.document));
				}
			}
		}
		catch (IOException ex) {
			// cut
		}
		finally {
			close(client);
			close(database);
		}
	}

	private Answer answerTo(ByteBuffer message) {
		if (this.answers.isEmpty() || message.getInt(12) != OP_MSG) {
			return null;
		}
		RawBsonDocument command = new RawBsonDocument(message.array(), COMMAND, message.getInt(COMMAND));
		String name = command.getFirstKey();
		String collection = command.get(name).isString() ? command.getString(name).getValue() : "";
		for (Answer answer : this.answers) {
			if (answer.command.equals(name) && answer.collection.equals(collection) && answer.take()) {
				return answer;
			}
		}
		return null;
	}

	private static byte[] reply(int request, Document document) {
		BasicOutputBuffer encoded = new BasicOutputBuffer();
		new DocumentCodec().encode(new BsonBinaryWriter(encoded), document, EncoderContext.builder().build());
		int length = COMMAND + encoded.getSize();
		ByteBuffer message = littleEndian(new byte[length]);
		message.putInt(length).putInt(0).putInt(request).putInt(OP_MSG).putInt(0).put((byte) 0);
		return message.put(encoded.toByteArray()).array();
	}

	private static ByteBuffer littleEndian(byte[] bytes) {
		return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
	}

	private static void pump(Socket from, Socket to) {
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[8192];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				out.write(buffer, 0, count);
			}
		}
		catch (IOException ex) {
			// cut
		}
		finally {
			close(from);
			close(to);
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "test-line");
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// is no longer of use
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			// is no longer of use
		}
		this.sockets.forEach(TestLine::close);
	}

	/** What commands are answered with. */
	public static final class Answer {

		private final String command;

		private final String collection;

		private final int times;

		private final Document document;

		private final AtomicInteger left;

		private Answer(String command, String collection, int times, Document document) {
			this.command = command;
			this.collection = collection;
			this.times = times;
			this.document = document;
			this.left = new AtomicInteger(times);
		}

		private boolean take() {
			return this.left.getAndUpdate((count) -> Math.max(0, count - 1)) > 0;
		}

		/**
		 * How often it was given.
		 * @return the count so far
		 */
		public int given() {
			return this.times - this.left.get();
		}

	}

}
