import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from '../debian.mjs';
import { run } from './processes.mjs';

/** Puts artifacts and all that they need into a folder, from wherever Maven is set up to look; each is `[group, name, version]`. */
export function fetchArtifacts(artifacts, folder) {
    ensureInstalled('mvn', 'maven');
    const dependencies = artifacts.map(([group, name, version]) => `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`);
    writeFileSync(join(folder, 'pom.xml'), `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>fetched</artifactId><version>1</version><dependencies>${dependencies.join('')}</dependencies></project>\n`);
    run('mvn', ['-q', '-B', 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`], { cwd: folder, timeout: 120_000 });
}
