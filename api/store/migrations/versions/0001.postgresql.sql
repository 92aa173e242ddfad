CREATE TABLE audit (
    number BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    person_id TEXT NOT NULL,
    login TEXT NOT NULL,
    place TEXT NOT NULL,
    request_id TEXT NOT NULL,
    what TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    before TEXT,
    after TEXT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (number)
);

CREATE INDEX ix_audit_client_id ON audit (client_id);

CREATE INDEX ix_audit_subject_id ON audit (subject_id);

CREATE TABLE audit_head (
    id INTEGER NOT NULL,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_audit_head PRIMARY KEY (id)
);

CREATE TABLE day_balance (
    ledger_account_id BIGINT NOT NULL,
    day DATE NOT NULL,
    book BIGINT NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT pk_day_balance PRIMARY KEY (ledger_account_id, day)
);

CREATE TABLE department (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_department PRIMARY KEY (id),
    CONSTRAINT uq_department_name UNIQUE (name)
);

CREATE TABLE posting (
    id BIGSERIAL NOT NULL,
    ledger_id BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    booking_date DATE NOT NULL,
    value_date DATE NOT NULL,
    debit_id BIGINT NOT NULL,
    credit_id BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    source TEXT NOT NULL,
    CONSTRAINT pk_posting PRIMARY KEY (id),
    CONSTRAINT ck_posting_amount CHECK (amount > 0),
    CONSTRAINT ck_posting_sides CHECK (debit_id <> credit_id)
);

CREATE INDEX ix_posting_ledger_id_entry ON posting (ledger_id, entry);

CREATE TABLE reference (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    effective_from DATE NOT NULL,
    document TEXT NOT NULL,
    source TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_reference PRIMARY KEY (id),
    CONSTRAINT uq_reference_kind_key_effective_from UNIQUE (kind, key, effective_from),
    CONSTRAINT ck_reference_kind CHECK (kind IN ('calendar', 'rate', 'fx_rate', 'profile'))
);

CREATE TABLE repeated_request (
    person_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER,
    headers TEXT,
    body BYTEA,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_repeated_request PRIMARY KEY (person_id, key)
);

CREATE INDEX ix_repeated_request_created_at ON repeated_request (created_at);

CREATE TABLE worker_seen (
    name TEXT NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_worker_seen PRIMARY KEY (name)
);

CREATE TABLE client (
    id TEXT NOT NULL,
    department_id TEXT NOT NULL,
    name TEXT NOT NULL,
    sector TEXT NOT NULL,
    segment TEXT NOT NULL,
    credit_class TEXT NOT NULL,
    annual_sales_usd BIGINT,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_client PRIMARY KEY (id),
    CONSTRAINT ck_client_segment CHECK (segment IN ('system_industry', 'independent')),
    CONSTRAINT ck_client_state CHECK (state IN ('potential', 'active', 'left')),
    CONSTRAINT fk_client_department_id FOREIGN KEY(department_id) REFERENCES department (id)
);

CREATE INDEX ix_client_department_id ON client (department_id);

CREATE TABLE bank (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    key TEXT NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_bank PRIMARY KEY (id),
    CONSTRAINT uq_bank_client_id_key UNIQUE (client_id, key),
    CONSTRAINT fk_bank_client_id FOREIGN KEY(client_id) REFERENCES client (id)
);

CREATE TABLE entity (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    key TEXT NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_entity PRIMARY KEY (id),
    CONSTRAINT uq_entity_client_id_key UNIQUE (client_id, key),
    CONSTRAINT fk_entity_client_id FOREIGN KEY(client_id) REFERENCES client (id)
);

CREATE TABLE person (
    id TEXT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    department_id TEXT,
    client_id TEXT,
    state TEXT NOT NULL,
    password_hash TEXT,
    failed INTEGER NOT NULL,
    locked_until TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (id),
    CONSTRAINT ck_person_state CHECK (state IN ('invited', 'active', 'blocked')),
    CONSTRAINT uq_person_login UNIQUE (login),
    CONSTRAINT fk_person_department_id FOREIGN KEY(department_id) REFERENCES department (id),
    CONSTRAINT fk_person_client_id FOREIGN KEY(client_id) REFERENCES client (id)
);

CREATE TABLE structure (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    key TEXT NOT NULL,
    latest INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_structure PRIMARY KEY (id),
    CONSTRAINT uq_structure_client_id_key UNIQUE (client_id, key),
    CONSTRAINT fk_structure_client_id FOREIGN KEY(client_id) REFERENCES client (id)
);

CREATE TABLE account (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    key TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    bank_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    number TEXT,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_client_id_key UNIQUE (client_id, key),
    CONSTRAINT uq_account_client_id_number_currency UNIQUE (client_id, number, currency),
    CONSTRAINT fk_account_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_account_entity_id FOREIGN KEY(entity_id) REFERENCES entity (id),
    CONSTRAINT fk_account_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);

CREATE TABLE approval (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    line TEXT NOT NULL,
    state TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_by TEXT,
    decided_at TIMESTAMP WITH TIME ZONE,
    reason TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_approval PRIMARY KEY (id),
    CONSTRAINT ck_approval_line CHECK (line IN ('liquidity', 'credit', 'price')),
    CONSTRAINT ck_approval_state CHECK (state IN ('open', 'approved', 'rejected', 'withdrawn')),
    CONSTRAINT fk_approval_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_approval_requested_by FOREIGN KEY(requested_by) REFERENCES person (id),
    CONSTRAINT fk_approval_decided_by FOREIGN KEY(decided_by) REFERENCES person (id)
);

CREATE INDEX ix_approval_client_id ON approval (client_id);

CREATE INDEX ix_approval_subject_id ON approval (subject_id);

CREATE TABLE client_team (
    client_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    part TEXT NOT NULL,
    CONSTRAINT pk_client_team PRIMARY KEY (client_id, person_id),
    CONSTRAINT ck_client_team_part CHECK (part IN ('lead', 'treasury', 'credit')),
    CONSTRAINT fk_client_team_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_client_team_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX ix_client_team_person_id ON client_team (person_id);

CREATE TABLE invitation (
    hash TEXT NOT NULL,
    person_id TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_invitation PRIMARY KEY (hash),
    CONSTRAINT fk_invitation_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE TABLE job (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    client_id TEXT,
    requested_by TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    per_mille INTEGER NOT NULL,
    note TEXT NOT NULL,
    cancel BOOLEAN NOT NULL,
    lease_owner TEXT,
    lease_until TIMESTAMP WITH TIME ZONE,
    error TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_job PRIMARY KEY (id),
    CONSTRAINT ck_job_state CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    CONSTRAINT fk_job_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_job_requested_by FOREIGN KEY(requested_by) REFERENCES person (id)
);

CREATE INDEX ix_job_requested_by_started_at ON job (requested_by, started_at);

CREATE INDEX ix_job_state_created_at ON job (state, created_at);

CREATE INDEX ix_job_subject_id ON job (subject_id);

CREATE TABLE person_role (
    person_id TEXT NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT pk_person_role PRIMARY KEY (person_id, role),
    CONSTRAINT fk_person_role_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE TABLE scenario (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    latest INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by TEXT NOT NULL,
    CONSTRAINT pk_scenario PRIMARY KEY (id),
    CONSTRAINT uq_scenario_client_id_key UNIQUE (client_id, key),
    CONSTRAINT fk_scenario_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_scenario_created_by FOREIGN KEY(created_by) REFERENCES person (id)
);

CREATE TABLE session (
    hash TEXT NOT NULL,
    person_id TEXT NOT NULL,
    csrf TEXT NOT NULL,
    place TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (hash),
    CONSTRAINT fk_session_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX ix_session_person_id ON session (person_id);

CREATE TABLE statement_file (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    source TEXT NOT NULL,
    document TEXT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    received_by TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    CONSTRAINT pk_statement_file PRIMARY KEY (id),
    CONSTRAINT uq_statement_file_client_id_sha256 UNIQUE (client_id, sha256),
    CONSTRAINT fk_statement_file_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_statement_file_received_by FOREIGN KEY(received_by) REFERENCES person (id)
);

CREATE TABLE structure_version (
    id TEXT NOT NULL,
    structure_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    effective_from DATE NOT NULL,
    state TEXT NOT NULL,
    document TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by TEXT NOT NULL,
    CONSTRAINT pk_structure_version PRIMARY KEY (id),
    CONSTRAINT uq_structure_version_structure_id_number UNIQUE (structure_id, number),
    CONSTRAINT ck_structure_version_state CHECK (state IN ('draft', 'submitted', 'approved', 'rejected')),
    CONSTRAINT fk_structure_version_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_structure_version_created_by FOREIGN KEY(created_by) REFERENCES person (id)
);

CREATE UNIQUE INDEX uq_structure_version_beginning ON structure_version (structure_id, effective_from) WHERE state IN ('submitted', 'approved');

CREATE TABLE token (
    id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_token PRIMARY KEY (id),
    CONSTRAINT fk_token_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_token_hash UNIQUE (hash)
);

CREATE INDEX ix_token_person_id ON token (person_id);

CREATE TABLE account_feed (
    account_id TEXT NOT NULL,
    first_day DATE,
    last_day DATE,
    document TEXT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_account_feed PRIMARY KEY (account_id),
    CONSTRAINT fk_account_feed_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE scenario_version (
    id TEXT NOT NULL,
    scenario_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    document TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by TEXT NOT NULL,
    CONSTRAINT pk_scenario_version PRIMARY KEY (id),
    CONSTRAINT uq_scenario_version_scenario_id_number UNIQUE (scenario_id, number),
    CONSTRAINT fk_scenario_version_scenario_id FOREIGN KEY(scenario_id) REFERENCES scenario (id),
    CONSTRAINT fk_scenario_version_created_by FOREIGN KEY(created_by) REFERENCES person (id)
);

CREATE INDEX ix_scenario_version_fingerprint ON scenario_version (fingerprint);

CREATE TABLE statement (
    id BIGSERIAL NOT NULL,
    account_id TEXT NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_statement PRIMARY KEY (id),
    CONSTRAINT uq_statement_account_id_key UNIQUE (account_id, key),
    CONSTRAINT fk_statement_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE statement_closing (
    account_id TEXT NOT NULL,
    day DATE NOT NULL,
    bank BIGINT NOT NULL,
    books BIGINT NOT NULL,
    statement TEXT NOT NULL,
    CONSTRAINT pk_statement_closing PRIMARY KEY (account_id, day),
    CONSTRAINT fk_statement_closing_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE statement_entry (
    account_id TEXT NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    booking_date DATE NOT NULL,
    value_date DATE,
    amount BIGINT NOT NULL,
    undone BOOLEAN NOT NULL,
    document TEXT NOT NULL,
    CONSTRAINT pk_statement_entry PRIMARY KEY (account_id, key),
    CONSTRAINT ck_statement_entry_kind CHECK (kind IN ('opening', 'entry')),
    CONSTRAINT fk_statement_entry_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE run (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    scenario_version_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    engine TEXT NOT NULL,
    seed BIGINT NOT NULL,
    state TEXT NOT NULL,
    summary TEXT,
    error TEXT,
    requested_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_run PRIMARY KEY (id),
    CONSTRAINT ck_run_state CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    CONSTRAINT fk_run_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_run_scenario_version_id FOREIGN KEY(scenario_version_id) REFERENCES scenario_version (id),
    CONSTRAINT fk_run_requested_by FOREIGN KEY(requested_by) REFERENCES person (id)
);

CREATE INDEX ix_run_client_id ON run (client_id);

CREATE INDEX ix_run_scenario_version_id ON run (scenario_version_id);

CREATE TABLE book (
    id BIGSERIAL NOT NULL,
    client_id TEXT NOT NULL,
    run_id TEXT,
    structure TEXT NOT NULL,
    number INTEGER NOT NULL,
    entries BIGINT NOT NULL,
    CONSTRAINT pk_book PRIMARY KEY (id),
    CONSTRAINT uq_book_client_id_run_id_structure UNIQUE (client_id, run_id, structure),
    CONSTRAINT fk_book_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_book_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);

CREATE INDEX ix_book_client_id ON book (client_id);

CREATE INDEX ix_book_run_id ON book (run_id);

CREATE UNIQUE INDEX uq_book_actual ON book (client_id) WHERE run_id IS NULL;

CREATE TABLE run_file (
    run_id TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    packed BYTEA NOT NULL,
    CONSTRAINT pk_run_file PRIMARY KEY (run_id, name),
    CONSTRAINT fk_run_file_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);

CREATE TABLE run_projection (
    run_id TEXT NOT NULL,
    structure TEXT NOT NULL,
    packed BYTEA NOT NULL,
    CONSTRAINT pk_run_projection PRIMARY KEY (run_id, structure),
    CONSTRAINT fk_run_projection_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);

CREATE TABLE run_table (
    run_id TEXT NOT NULL,
    structure TEXT NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    columns TEXT NOT NULL,
    rows INTEGER NOT NULL,
    packed BYTEA NOT NULL,
    CONSTRAINT pk_run_table PRIMARY KEY (run_id, structure, name),
    CONSTRAINT fk_run_table_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);

CREATE TABLE ledger (
    id BIGSERIAL NOT NULL,
    book_id BIGINT NOT NULL,
    legal_entity TEXT NOT NULL,
    currency TEXT NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (id),
    CONSTRAINT uq_ledger_book_id_legal_entity_currency UNIQUE (book_id, legal_entity, currency),
    CONSTRAINT fk_ledger_book_id FOREIGN KEY(book_id) REFERENCES book (id)
);

CREATE TABLE ledger_account (
    id BIGSERIAL NOT NULL,
    ledger_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id TEXT,
    CONSTRAINT pk_ledger_account PRIMARY KEY (id),
    CONSTRAINT uq_ledger_account_ledger_id_kind_subject UNIQUE (ledger_id, kind, subject),
    CONSTRAINT fk_ledger_account_ledger_id FOREIGN KEY(ledger_id) REFERENCES ledger (id),
    CONSTRAINT fk_ledger_account_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_ledger_account_account_id ON ledger_account (account_id);
