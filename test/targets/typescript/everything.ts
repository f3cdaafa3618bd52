/** Every way to say something, in one system. */
export const everything = `
system Desk
external context Carrier {
  public command Collect { key parcelId: uuid  weight: decimal }
  public event Collected { key parcelId: uuid  weight: decimal  by: string }
}
context Parcels {
  uses Carrier as customer
  enum Size { small, large }
  type Place { street: string  number: int?  since: date = 2025-01-01 }
  event ParcelPosted { key parcelId: uuid  size: Size  weight: decimal  to: Place  hold: duration = 1 hour  tags: string[] }
  event ParcelRefused { key parcelId: uuid  reason: string }
  event ParcelWeighed { key parcelId: uuid  weight: decimal }
  event ParcelLost { key parcelId: uuid }
  public command PostParcel { key parcelId: uuid  size: Size  weight: decimal  to: Place }
  command WeighParcel { key parcelId: uuid }
  command FileParcel { key parcelId: uuid }
  service Scale {
    handle WeighParcel -> ParcelWeighed or ParcelLost and many ParcelRefused or reject "no scale"
    handle FileParcel
    on ParcelWeighed by code -> send FileParcel
  }
  aggregate Parcel by parcelId {
    posted: boolean = false
    tags: string[] = []
    handle PostParcel
      when state.posted -> reject "posted before"
      otherwise -> ParcelPosted { hold = 2 hours  tags = ["new"] } or ParcelRefused
    on ParcelPosted { posted = true  tags = event.tags }
    on ParcelRefused { delete }
  }
  process Sending by parcelId {
    start on ParcelPosted -> send WeighParcel go weighing
    state weighing {
      on ParcelWeighed -> send Carrier.Collect go waiting
      on ParcelLost -> end
    }
    state waiting {
      on Carrier.Collected -> end
      after 1 day -> send WeighParcel end
    }
  }
  projection Weights by parcelId {
    weight: decimal = 0
    lost: boolean?
    on ParcelWeighed { weight = event.weight }
    on ParcelLost { lost = true }
    on ParcelRefused { delete }
  }
  scenario "a posted parcel is not posted twice" for Parcel {
    given ParcelPosted { parcelId = "11111111-1111-4111-8111-111111111111"  tags = ["a", "b"]  to = { street = "Mill Lane" } }
    when PostParcel
    then reject "posted before" and reject
    then no ParcelPosted and Parcel { posted = true  tags = ["a", "b"] }
    when PostParcel { parcelId = "22222222-2222-4222-8222-222222222222"  size = large }
    then ParcelPosted { parcelId = "22222222-2222-4222-8222-222222222222"  size = large  hold = 2 hours }
  }
  scenario "what code decides: by message, and in turn" {
    given WeighParcel { parcelId = "22222222-2222-4222-8222-222222222222" } -> ParcelLost and ParcelRefused { reason = "a" } and ParcelRefused { reason = "b" }
    given WeighParcel { parcelId = "11111111-1111-4111-8111-111111111111" } -> ParcelWeighed { weight = 1.5 }
    given WeighParcel { parcelId = "11111111-1111-4111-8111-111111111111" } -> reject "no scale"
    given ParcelWeighed -> send FileParcel
    when WeighParcel { parcelId = "11111111-1111-4111-8111-111111111111" }
    then 1 ParcelWeighed { weight = 1.50 } and Weights { weight = 1.5  lost = null }
    then send FileParcel
    when WeighParcel { parcelId = "11111111-1111-4111-8111-111111111111" }
    then reject "no scale" and no ParcelWeighed
    when WeighParcel { parcelId = "22222222-2222-4222-8222-222222222222" } and WeighParcel { parcelId = "22222222-2222-4222-8222-222222222222" }
    then 2 ParcelLost and 4 ParcelRefused and 2 ParcelRefused { reason = "b" }
    then no Weights { parcelId = "22222222-2222-4222-8222-222222222222" }
  }
  scenario "the carrier answers" {
    given Carrier.Collect -> Carrier.Collected { by = "Ada" }
    when PostParcel { weight = 2.5 }
    then Carrier.Collected { by = "Ada" } and Sending ended
    then no Sending
  }
  scenario "nobody collects" {
    given WeighParcel -> nothing
    given ParcelPosted and ParcelWeighed
    after 23 hours
    then nothing
    after 1 hour
    then send WeighParcel and no ParcelWeighed
  }
}
context Payments {
  type Card { number: string  holder: string? }
  type Account { number: string  bank: string }
  type Means = Card or Account or string
  type Limits = map<decimal>
  event PaymentTaken { key paymentId: uuid  by: Means  means: Means  limits: Limits  others: map<Means>  list: Means[] }
  public command TakePayment { key paymentId: uuid  by: Means  means: Card  limits: Limits  others: map<Means> = { "first one" = { number = "0"  bank = "1" } }  list: Means[] = [{ number = "2" } as Card, "cash"] }
  aggregate Payment by paymentId {
    means: Means = { bank = "none"  number = "0" }
    handle TakePayment
      when state.means == command.means -> reject "taken"
      otherwise -> PaymentTaken { by = if command.means.number == "7" then { number = "8"  bank = "9" } else command.by }
    on PaymentTaken { means = event.means }
  }
  scenario "values of several types and maps are written out" {
    when TakePayment { by = { bank = "NL" }  means = { number = "1" }  limits = { "€ now" = 1.50  usd = 2 } }
    then PaymentTaken { by = { bank = "NL" }  means = { number = "1"  holder = null } as Card  limits = { usd = 2.0  "€ now" = 1.5 } }
    then PaymentTaken { others = { "first one" = { number = "0"  bank = "1" } }  list = [{ number = "2" } as Card, "cash"] }
    then no PaymentTaken { means = {} as Account } and Payment { means = { number = "1" } as Card }
    when TakePayment { by = "cash"  means = { number = "7" }  list = [{} as Account] }
    then PaymentTaken { by = { number = "8"  bank = "9" }  list = [{} as Account] }
  }
  scenario "what was told keeps its type" for Payment {
    given PaymentTaken { means = { number = "1" } as Card }
    when TakePayment { means = { number = "1" } }
    then reject "taken"
  }
}
context Questions {
  enum Mood { calm, cross }
  type Note { text: string  mood: Mood  at: int? }
  event NoteTaken { key noteId: uuid  note: Note  weight: decimal }
  event NoteLost { key noteId: uuid  note: Note }
  event NoteChecked { key noteId: uuid  verdict: string }
  command TakeNote { key noteId: uuid  note: Note  weight: decimal }
  command LoseNote { key noteId: uuid  note: Note }
  command CheckNote { key noteId: uuid  reason: string  limit: int(1..10) }
  command DropNote { key noteId: uuid  why: string }
  public query MoodOf(noteId: uuid, strict: boolean = false) returns Mood
  public query Found(text: string) returns Note?
  service Desk {
    handle TakeNote -> NoteTaken
    handle LoseNote -> NoteLost
    handle CheckNote -> NoteChecked
    handle DropNote
    answer MoodOf
    answer Found
    every 30 days -> send TakeNote
  }
  aggregate Note_ by noteId {
    taken: int = 0
    handle RepeatNote -> NoteRepeated
    on NoteRepeated by code
  }
  command RepeatNote { key noteId: uuid  taken: int }
  event NoteRepeated { key noteId: uuid  taken: int }
  process Checking by noteId {
    start on NoteTaken -> send CheckNote by code undo DropNote by code  go waiting
    state waiting {
      on NoteChecked -> end
      on NoteLost -> compensate end
      after 1 day -> send DropNote by code  end
    }
  }
  projection Notes by noteId {
    note: Note
    weight: decimal = 0
    lost: boolean = false
    at: int?
    on NoteTaken { at = 1  note = event.note  weight = event.weight }
    on NoteLost by code
    query NoteOf(noteId: uuid) returns Notes where state.noteId == query.noteId
    query HeavyNotes(least: decimal) returns Notes[] where state.weight >= query.least sort by state.weight descending
    query Weight(unit: string) returns decimal
  }
  scenario "questions are answered from rows" {
    given NoteTaken { noteId = "11111111-1111-4111-8111-111111111111"  weight = 1.5  note = { text = "a" } }
    given NoteTaken { noteId = "22222222-2222-4222-8222-222222222222"  weight = 2.5  note = { text = "b"  mood = cross } }
    when NoteOf { noteId = "11111111-1111-4111-8111-111111111111" }
    then answer { weight = 1.50  note = { text = "a"  at = null } }
    then nothing
    when NoteOf { noteId = "33333333-3333-4333-8333-333333333333" }
    then answer null
    when HeavyNotes { least = 1 }
    then answer [{ weight = 2.5  note = { mood = cross } }, { weight = 1.5 }]
    when HeavyNotes { least = 100 }
    then answer []
    when TakeNote { noteId = "33333333-3333-4333-8333-333333333333" }
    when NoteOf { noteId = "33333333-3333-4333-8333-333333333333" }
    then NoteTaken and answer { noteId = "33333333-3333-4333-8333-333333333333" }
  }
  scenario "a read model alone is asked" for Notes {
    given NoteTaken { weight = 3 }
    given Weight { unit = "kg" } -> answer 3.0
    given Weight { unit = "g" } -> answer 3000
    given Weight { unit = "g" } -> answer 3001
    when NoteOf
    then answer { weight = 3 }
    when Weight { unit = "g" }
    then answer 3000.0
    when Weight { unit = "g" }
    then answer 3001
    when Weight { unit = "kg" }
    then answer 3
  }
  scenario "code answers what is said" {
    given MoodOf { strict = true } -> answer cross
    given MoodOf -> answer calm
    given Found -> answer { text = "x"  mood = calm  at = 3 }
    given Found -> answer null
    when MoodOf { strict = true }
    then answer cross
    when MoodOf
    then answer calm
    when Found { text = "x" }
    then answer { at = 3 }
    when Found { text = "x" }
    then answer null
  }
  scenario "what code fills, and what it makes of a state" {
    given NoteTaken -> send CheckNote { reason = "odd"  limit = 10 }
    given Checking -> send DropNote { why = "time" }
    given NoteLost { note = { text = "gone" } } -> no Notes
    given NoteLost -> Notes { lost = true  at = null }
    given CheckNote -> nothing
    when TakeNote
    then send CheckNote { reason = "odd"  limit = 10 } and Notes { lost = false  at = 1 }
    when LoseNote { note = { text = "kept" } }
    then send DropNote { why = "time" } and Notes { lost = true  at = null  note = { text = "kept" } }
    when LoseNote { note = { text = "gone" } }
    then no Notes
  }
  scenario "a schedule is decided" {
    given Desk -> send TakeNote { weight = 7 }
    given CheckNote -> nothing
    after 30 days
    then send TakeNote { weight = 7 }
  }
  scenario "an aggregate's code is decided" for Note_ {
    given NoteRepeated { taken = 3 } -> Note_ { taken = 30 }
    given NoteRepeated { taken = 3 }
    then Note_ { taken = 30 }
    when RepeatNote { taken = 4 }
    then Note_ { taken = 4 }
  }
}
scenario "a whole flow may stand beside the contexts" {
  when Parcels.PostParcel
  then Parcels.ParcelPosted and Parcels.Sending in waiting
}
`;
