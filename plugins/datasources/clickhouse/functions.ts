import type { Completion } from '@heliostat/sdk';

/** Those that dashboards are made of, by what they are for; the engine has many more. */
const byPurpose = {
  aggregate: `count countIf sum sumIf avg avgIf min max minIf maxIf any anyLast argMin argMax uniq uniqIf
    uniqExact uniqCombined uniqHLL12 quantile quantileIf quantiles quantileExact quantileTDigest median
    stddevPop stddevSamp varPop varSamp corr covarPop groupArray groupUniqArray groupConcat topK topKWeighted
    sumMap deltaSum deltaSumTimestamp exponentialMovingAverage simpleLinearRegression entropy skewPop kurtPop
    windowFunnel retention sequenceCount sequenceMatch largestTriangleThreeBuckets`,
  window: `row_number rank dense_rank ntile first_value last_value nth_value lagInFrame leadInFrame
    nonNegativeDerivative`,
  time: `now now64 today yesterday toDate toDateTime toDateTime64 toStartOfSecond toStartOfMinute
    toStartOfFiveMinutes toStartOfFifteenMinutes toStartOfHour toStartOfDay toStartOfWeek toStartOfMonth
    toStartOfQuarter toStartOfYear toStartOfInterval toMonday toHour toMinute toSecond toDayOfWeek
    toDayOfMonth toDayOfYear toWeek toMonth toQuarter toYear toUnixTimestamp toUnixTimestamp64Milli
    fromUnixTimestamp fromUnixTimestamp64Milli toTimeZone dateDiff dateTrunc date_trunc
    formatDateTime parseDateTimeBestEffort addSeconds addMinutes addHours addDays addWeeks addMonths
    subtractSeconds subtractMinutes subtractHours subtractDays timeDiff`,
  text: `concat concatWithSeparator length lower upper lowerUTF8 upperUTF8 trim trimLeft trimRight substring
    substringUTF8 replaceOne replaceAll replaceRegexpOne replaceRegexpAll position positionCaseInsensitive
    startsWith endsWith match extract extractAll splitByChar splitByString splitByRegexp arrayStringConcat
    leftPad rightPad reverse repeat format toString domain domainWithoutWWW path protocol cutQueryString
    extractURLParameter formatReadableSize formatReadableQuantity formatReadableTimeDelta base64Encode
    base64Decode`,
  number: `abs round floor ceil trunc sqrt cbrt exp log log2 log10 pow sign intDiv intDivOrZero modulo
    greatest least widthBucket roundDown toInt32 toInt64 toUInt8 toUInt32 toUInt64 toFloat32 toFloat64
    toDecimal64 toInt64OrNull toInt64OrZero toFloat64OrNull toFloat64OrZero isNaN isFinite rand`,
  condition: `if multiIf coalesce ifNull nullIf assumeNotNull isNull isNotNull transform empty notEmpty
    has hasAny hasAll`,
  array: `array arrayJoin arrayMap arrayFilter arraySort arrayReverseSort arrayReduce arraySum arrayAvg
    arrayMin arrayMax arrayCount arrayDistinct arrayConcat arraySlice arrayElement arrayExists arrayAll
    arrayFirst arrayZip arrayEnumerate arrayCumSum arrayDifference indexOf range tuple tupleElement map
    mapKeys mapValues mapContains`,
  JSON: `JSONExtract JSONExtractString JSONExtractInt JSONExtractFloat JSONExtractBool JSONExtractRaw
    JSONExtractKeys JSONHas JSONLength JSON_VALUE simpleJSONExtractString simpleJSONExtractInt toJSONString`,
  other: `cityHash64 sipHash64 xxHash64 toTypeName toUUID IPv4NumToString IPv4StringToNum
    runningDifference neighbor dictGet dictGetOrDefault bar geoDistance greatCircleDistance`,
} as const;

/** What is offered while SQL is written; a test asks the engine whether it has them. */
export const functions: readonly Completion[] = Object.entries(byPurpose).flatMap(
  ([purpose, names]) =>
    names.split(/\s+/).map((label) => ({
      label,
      template: `${label}(#{})`,
      detail: `${purpose} function`,
      kind: 'function' as const,
    })),
);
