import { type Logger, LogMessageNotification, type MessageConnection, MessageType } from 'vscode-languageserver/node';

/** Says what went wrong where the client keeps its server's log. A client that has gone hears nothing. */
export function clientLog(connection: () => MessageConnection): Logger {
  const send = (type: MessageType) => (message: string) => {
    // Sending on a closed connection throws at once.
    const sent = async () => connection().sendNotification(LogMessageNotification.type, { type, message });
    sent().catch(nobodyListens);
  };
  return {
    error: send(MessageType.Error),
    warn: send(MessageType.Warning),
    info: send(MessageType.Info),
    log: send(MessageType.Log),
  };
}

function nobodyListens(): void {}
