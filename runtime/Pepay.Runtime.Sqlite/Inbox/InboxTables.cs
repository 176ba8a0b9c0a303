namespace Pepay.Runtime.Sqlite.Inbox;

/// <summary>The inbox's tables.</summary>
internal static class InboxTables
{
    public const string Create = """
        -- Events, once per (provider, account, event id). The numbers of state are those of InboxState. Times are milliseconds since 1970.
        CREATE TABLE inbox_event (
          seq          INTEGER PRIMARY KEY AUTOINCREMENT,
          provider     TEXT    NOT NULL,
          account      TEXT    NOT NULL,
          event_id     TEXT    NOT NULL,
          type         TEXT    NOT NULL,
          state        INTEGER NOT NULL,
          environment  INTEGER NULL,
          ordering_key TEXT    NULL,
          created_at   INTEGER NULL,
          received_at  INTEGER NOT NULL,
          source       INTEGER NOT NULL,
          secret_id    TEXT    NULL,
          needs_proof  INTEGER NOT NULL,
          problem      TEXT    NULL,
          UNIQUE (provider, account, event_id)
        );
        CREATE INDEX inbox_event_state ON inbox_event (state, seq);
        CREATE INDEX inbox_event_key ON inbox_event (ordering_key, seq) WHERE ordering_key IS NOT NULL;
        CREATE INDEX inbox_event_finished ON inbox_event (received_at) WHERE state = 4;

        -- Apart from the event, so that a change of state does not rewrite the body, and pruning is a plain delete.
        CREATE TABLE inbox_body (
          seq         INTEGER PRIMARY KEY,
          received_at INTEGER NOT NULL,
          headers     TEXT    NOT NULL,
          body        BLOB    NOT NULL
        );
        CREATE INDEX inbox_body_age ON inbox_body (received_at);

        -- What each handler has done with each event. The numbers of state are those of DeliveryState; below 2 it is unfinished.
        -- A lane is provider, account and ordering key: of one (handler, lane) only the oldest unfinished delivery may be leased.
        CREATE TABLE inbox_delivery (
          seq             INTEGER NOT NULL,
          handler         TEXT    NOT NULL,
          lane            TEXT    NULL,
          state           INTEGER NOT NULL,
          attempt         INTEGER NOT NULL,
          fence           INTEGER NOT NULL,
          next_attempt_at INTEGER NOT NULL,
          lease_until     INTEGER NULL,
          owner           TEXT    NULL,
          finished_at     INTEGER NULL,
          last_error      TEXT    NULL,
          PRIMARY KEY (seq, handler)
        ) WITHOUT ROWID;
        CREATE INDEX inbox_delivery_unfinished ON inbox_delivery (seq, handler) WHERE state < 2;
        CREATE INDEX inbox_delivery_lane ON inbox_delivery (handler, lane, seq) WHERE state < 2;
        """;

    public const string AddUnknownTypes = """
        -- unknown: no version so far knows the type. restart: routing starts finished deliveries anew.
        ALTER TABLE inbox_event ADD COLUMN unknown INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE inbox_event ADD COLUMN restart INTEGER NOT NULL DEFAULT 0;
        UPDATE inbox_event SET unknown = 1 WHERE state = 2;
        CREATE INDEX inbox_event_unknown ON inbox_event (provider, type) WHERE unknown = 1;
        """;

    public const string AddDismissals = """
        ALTER TABLE inbox_event ADD COLUMN dismissed_by TEXT NULL;
        ALTER TABLE inbox_event ADD COLUMN dismissed_at INTEGER NULL;
        """;
}
