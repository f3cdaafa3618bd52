/** What is done in Redis as one step (https://redis.io/docs/latest/develop/programmability/eval-intro/). */

/**
 * Publishes. Keys: the stream; the channel's delayed messages, `latest` and `seen` keys, or the stream where it has none; all streams
 * of the channel. Arguments: the due delay in ms, retained ms, retained bytes, limit of messages, limit of bytes, window of
 * deduplication in ms (each -1 for none), key of compaction (`-` for none), counter, then the fields of the entry.
 * Gives `ok`, `seen`, or `messages` or `bytes` with how many there are.
 */
export const publishScript = `
local stream, delayed, latest, seen = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local delay, age, size, most, room, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
if window >= 0 and redis.call('EXISTS', seen) == 1 then return {'seen', 0} end
if most >= 0 then
    local count = delayed ~= stream and redis.call('ZCARD', delayed) or 0
    for index = 5, #KEYS do count = count + redis.call('XLEN', KEYS[index]) end
    if count >= most then return {'messages', count} end
end
if room >= 0 then
    local used = 0
    for index = 5, #KEYS do used = used + (redis.call('XLEN', KEYS[index]) > 0 and redis.call('MEMORY', 'USAGE', KEYS[index], 'SAMPLES', 0) or 0) end
    local more = 0
    for index = 9, #ARGV do more = more + #ARGV[index] end
    if used + more > room then return {'bytes', used} end
end
if window > 0 then redis.call('SET', seen, '1', 'PX', window) end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if delay > 0 then
    local order = string.format('%s%06d-%s', time[1], tonumber(time[2]), ARGV[8])
    local entry = {order, stream}
    for index = 9, #ARGV do entry[#entry + 1] = ARGV[index] end
    redis.call('ZADD', delayed, now + delay, cjson.encode(entry))
    return {'ok', 0}
end
local add = {'XADD', stream, '*'}
if age >= 0 then add = {'XADD', stream, 'MINID', string.format('%.0f', now - age), '*'} end
for index = 9, #ARGV do add[#add + 1] = ARGV[index] end
local id = redis.call(unpack(add))
if ARGV[7] ~= '-' then
    local before = redis.call('HGET', latest, ARGV[7])
    if before then redis.call('XDEL', stream, before) end
    redis.call('HSET', latest, ARGV[7], id)
end
if size >= 0 then
    while redis.call('XLEN', stream) > 1 and redis.call('MEMORY', 'USAGE', stream, 'SAMPLES', 0) > size do
        redis.call('XTRIM', stream, 'MAXLEN', math.floor(redis.call('XLEN', stream) * 0.9))
    end
end
return {'ok', 0}
`;

/** Moves what is due from the delayed messages (key) into their streams, in order; gives how many ms the next one has to wait, -1 for none. */
export const moveDueScript = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 500)) do
    local entry = cjson.decode(member)
    local add = {'XADD', entry[2], '*'}
    for index = 3, #entry do add[#add + 1] = entry[index] end
    redis.call(unpack(add))
    redis.call('ZREM', KEYS[1], member)
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if #first == 0 then return -1 end
return math.max(0, math.ceil(tonumber(first[2]) - now))
`;

/**
 * Takes messages of a group. Keys: streams, the first before the others. Arguments: group, consumer, how many, the lease in ms after
 * which a message is anyone's, for how long the taker has it, and `one` where a stream gives one message at a time.
 * Gives a list of `{stream's number, id, deliveries before, fields}`, and for each stream the last id that it has made.
 */
export const readScript = `
local group, consumer, wanted, lease, mine, one = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == 'one'
local found, last = {}, {}
local function hold(stream, id, count)
    if lease > mine then redis.call('XCLAIM', stream, group, consumer, 0, id, 'IDLE', lease - mine, 'RETRYCOUNT', count, 'JUSTID') end
end
for number, stream in ipairs(KEYS) do
    local free = true
    if one and redis.call('XPENDING', stream, group)[1] > 0 then free = false end
    if wanted > 0 and not (one and free) then
        for _, due in ipairs(redis.call('XPENDING', stream, group, 'IDLE', lease, '-', '+', one and 1 or wanted)) do
            local claimed = redis.call('XCLAIM', stream, group, consumer, lease, due[1])
            -- What was deleted meanwhile is no longer there to be claimed.
            if #claimed > 0 and claimed[1] then
                hold(stream, due[1], due[4] + 1)
                found[#found + 1] = {number, due[1], due[4], claimed[1][2]}
                wanted = wanted - 1
            else
                redis.call('XACK', stream, group, due[1])
                if one then free = true end
            end
        end
    end
    if wanted > 0 and free then
        local read = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', one and 1 or wanted, 'STREAMS', stream, '>')
        if read then
            for _, entry in ipairs(read[1][2]) do
                hold(stream, entry[1], 1)
                found[#found + 1] = {number, entry[1], 0, entry[2]}
                wanted = wanted - 1
            end
        end
    end
    local information = redis.call('XINFO', 'STREAM', stream)
    for index = 1, #information, 2 do
        if information[index] == 'last-generated-id' then last[number] = information[index + 1] end
    end
end
return {found, last}
`;

/** Settles messages of one stream (key; arguments: group, `delete` or `keep`, their ids). */
export const settleScript = `
redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, 3))
if ARGV[2] == 'delete' then redis.call('XDEL', KEYS[1], unpack(ARGV, 3)) end
return 1
`;

/** Settles a message and has a dead letter in its place, unless it was settled before (keys: its stream, and that of the letter; arguments: group, id, `delete` or `keep`, the letter's fields). */
export const buryScript = `
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
if ARGV[3] == 'delete' then redis.call('XDEL', KEYS[1], ARGV[2]) end
local add = {'XADD', KEYS[2], '*'}
for index = 4, #ARGV do add[#add + 1] = ARGV[index] end
redis.call(unpack(add))
return 1
`;
