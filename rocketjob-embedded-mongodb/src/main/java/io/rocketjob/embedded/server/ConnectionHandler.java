package io.rocketjob.embedded.server;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import de.bwaldvogel.mongo.wire.message.MongoReply;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection, one after the other.
 */
final class ConnectionHandler extends SimpleChannelInboundHandler<ClientRequest> {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionHandler.class);

	private static final AtomicInteger messageIds = new AtomicInteger();

	private final StandInBackend backend;

	ConnectionHandler(StandInBackend backend) {
		this.backend = backend;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, ClientRequest request) {
		MessageHeader header = new MessageHeader(messageIds.incrementAndGet(), request.getHeader().getRequestID());
		if (request instanceof MongoMessage message) {
			Document answer = this.backend.handle(message.getDocument());
			send(context, new MongoMessage(message.getChannel(), header, answer));
		}
		else if (request instanceof MongoQuery query) {
			send(context, new MongoReply(header, List.of(command(query)), 0));
		}
		else {
			throw new IllegalStateException("Unexpected request " + request);
		}
	}

	private static void send(ChannelHandlerContext context, Object answer) {
		context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	/**
	 * Drivers use the old form of a command only for the first one of a connection.
	 */
	private Document command(MongoQuery query) {
		Document command = (query.getQuery().get("$query") instanceof Document inner) ? inner : query.getQuery();
		return this.backend.handle(new Document(command).append("$db", query.getDatabaseName()));
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (!(cause instanceof IOException)) {
			logger.warn("Closing the connection of {}", context.channel().remoteAddress(), cause);
		}
		context.channel().close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

}
