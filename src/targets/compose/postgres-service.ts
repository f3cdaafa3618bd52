import { askedBy, required, type ComposeParts } from './services.js';

const password = 'SLUICE_POSTGRES_PASSWORD';

/** PostgreSQL with the tables of a store. Rows of projections are made by the program, which knows their versions. */
export function postgresService(service: string): ComposeParts {
    return {
        services: {
            [service]: {
                image: 'postgres:17.2-alpine',
                environment: { POSTGRES_DB: 'sluice', POSTGRES_PASSWORD: required([password])[password]! },
                ports: ['127.0.0.1:5432:5432'],
                volumes: ['./postgres/tables.sql:/docker-entrypoint-initdb.d/tables.sql:ro', `${service}-data:/var/lib/postgresql/data`],
                healthcheck: askedBy('pg_isready', '-U', 'postgres', '-d', 'sluice'),
                restart: 'unless-stopped',
            },
        },
        volumes: { [`${service}-data`]: null },
        passwords: [password],
        files: () => [],
    };
}
