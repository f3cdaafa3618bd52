/** Whose note it is: a system on a server may have several brokers there, and a server several systems. */
export interface NoteOwner {
    readonly system: string;
    readonly broker: string;
}
