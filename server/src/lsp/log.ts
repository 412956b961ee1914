import { type Logger, LogMessageNotification, MessageType, type ProtocolConnection } from 'vscode-languageserver/node';

/** Says what went wrong where the client keeps its server's log. A client that has gone hears nothing. */
export function clientLog(connection: () => ProtocolConnection): Logger {
  const send = (type: MessageType) => (message: string) => {
    connection()
      .sendNotification(LogMessageNotification.type, { type, message: `vireon: ${message}` })
      .catch(() => {});
  };
  return {
    error: send(MessageType.Error),
    warn: send(MessageType.Warning),
    info: send(MessageType.Info),
    log: send(MessageType.Log),
  };
}
