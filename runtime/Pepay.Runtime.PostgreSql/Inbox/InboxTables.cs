namespace Pepay.Runtime.PostgreSql.Inbox;

/// <summary>The inbox's tables.</summary>
/// <remarks>
/// What grows with history (events, bodies, marks) is only ever inserted and pruned; what changes (new, parked, open deliveries) is in small tables of its
/// own. So the cost of accepting, claiming and completing depends on what is open, not on what is kept, and vacuum has little to do.
/// </remarks>
internal static class InboxTables
{
    public const string Create = """
        CREATE SEQUENCE inbox_event_seq;

        -- Events, once per (provider, account, event id). The numbers of environment and source are those of their enums.
        CREATE TABLE inbox_event (
          seq          bigint      PRIMARY KEY,
          provider     text        NOT NULL,
          account      text        NOT NULL,
          event_id     text        NOT NULL,
          type         text        NOT NULL,
          environment  smallint    NULL,
          ordering_key text        NULL,
          created_at   timestamptz NULL,
          received_at  timestamptz NOT NULL,
          source       smallint    NOT NULL,
          secret_id    text        NULL,
          needs_proof  boolean     NOT NULL,
          problem      text        NULL,
          UNIQUE (provider, account, event_id)
        );
        CREATE INDEX inbox_event_key ON inbox_event (ordering_key, seq) WHERE ordering_key IS NOT NULL;
        CREATE INDEX inbox_event_age ON inbox_event (received_at);
        CREATE INDEX inbox_event_unreadable ON inbox_event (seq) WHERE problem IS NOT NULL;

        -- Pruned before the event.
        CREATE TABLE inbox_body (
          seq         bigint      PRIMARY KEY,
          received_at timestamptz NOT NULL,
          headers     text        NOT NULL,
          body        bytea       NOT NULL
        );
        CREATE INDEX inbox_body_age ON inbox_body (received_at);

        -- Events that wait to be routed to their handlers. restart: finished deliveries start anew.
        CREATE TABLE inbox_new (
          seq     bigint  PRIMARY KEY,
          restart boolean NOT NULL
        );

        -- Events of types that no version so far knows.
        CREATE TABLE inbox_parked (
          seq      bigint PRIMARY KEY,
          provider text   NOT NULL,
          type     text   NOT NULL
        );
        CREATE INDEX inbox_parked_type ON inbox_parked (provider, type, seq);

        CREATE SEQUENCE inbox_delivery_position;
        CREATE SEQUENCE inbox_delivery_fence;

        -- What is not finished. due_at: when it may be leased (again). A lane is provider, account and ordering key: of one (handler, lane) only the
        -- one with the smallest position may be leased. Positions are given under the routing lock, so that a smaller one never appears later.
        CREATE TABLE inbox_delivery (
          seq        bigint      NOT NULL,
          handler    text        NOT NULL,
          lane       text        NULL,
          position   bigint      NOT NULL,
          leased     boolean     NOT NULL,
          attempt    integer     NOT NULL,
          fence      bigint      NOT NULL,
          due_at     timestamptz NOT NULL,
          owner      text        NULL,
          last_error text        NULL,
          PRIMARY KEY (seq, handler)
        ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);
        CREATE INDEX inbox_delivery_due ON inbox_delivery (due_at, position);
        CREATE INDEX inbox_delivery_lane ON inbox_delivery (handler, lane, position) WHERE lane IS NOT NULL;

        -- What is finished: done or given up.
        CREATE TABLE inbox_mark (
          seq         bigint      NOT NULL,
          handler     text        NOT NULL,
          lane        text        NULL,
          dead        boolean     NOT NULL,
          attempt     integer     NOT NULL,
          finished_at timestamptz NOT NULL,
          last_error  text        NULL,
          PRIMARY KEY (seq, handler)
        );
        CREATE INDEX inbox_mark_dead ON inbox_mark (seq) WHERE dead;
        """;

    public const string AddDismissals = """
        ALTER TABLE inbox_event ADD COLUMN dismissed_by text NULL, ADD COLUMN dismissed_at timestamptz NULL;

        -- What is dismissed is no longer dead.
        ALTER TABLE inbox_mark ADD COLUMN dismissed boolean NOT NULL DEFAULT false;
        DROP INDEX inbox_event_unreadable;
        CREATE INDEX inbox_event_unreadable ON inbox_event (seq) WHERE problem IS NOT NULL AND dismissed_at IS NULL;
        """;

    /// <summary>How far event <c>e</c> has come, as the numbers of <see cref="Pepay.Runtime.Inbox.InboxState"/>. Dead before open: a dead letter stays visible while other handlers go on.</summary>
    public const string State = """
        CASE
          WHEN e.problem IS NOT NULL AND e.dismissed_at IS NULL THEN 3
          WHEN EXISTS (SELECT 1 FROM inbox_new n WHERE n.seq = e.seq) THEN 0
          WHEN EXISTS (SELECT 1 FROM inbox_mark m WHERE m.seq = e.seq AND m.dead) THEN 3
          WHEN EXISTS (SELECT 1 FROM inbox_delivery d WHERE d.seq = e.seq) THEN 1
          WHEN EXISTS (SELECT 1 FROM inbox_parked p WHERE p.seq = e.seq) THEN 2
          ELSE 4 END
        """;

    /// <summary>That event <c>e</c> is finished and can be pruned.</summary>
    public const string IsDone = """
        (e.problem IS NULL OR e.dismissed_at IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM inbox_new n WHERE n.seq = e.seq)
          AND NOT EXISTS (SELECT 1 FROM inbox_delivery d WHERE d.seq = e.seq)
          AND NOT EXISTS (SELECT 1 FROM inbox_parked p WHERE p.seq = e.seq)
          AND NOT EXISTS (SELECT 1 FROM inbox_mark m WHERE m.seq = e.seq AND m.dead)
        """;
}
