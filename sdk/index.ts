export { HeliostatError, errorCodes, toErrorReport, toHeliostatError } from './errors.ts';
export type { ErrorCode, ErrorIssue, ErrorReport, TextPosition } from './errors.ts';

export {
  Type,
  color,
  duration,
  expression,
  field,
  multiline,
  secret,
  select,
  toText,
  unit,
  withDefaults,
} from './options.ts';
export type { InputKind, Static, TObject, TSchema } from './options.ts';

export { freeName } from './free-name.ts';
export { own } from './tree.ts';
export { migrate } from './migration.ts';
export type { Migration, Migrations, Written } from './migration.ts';
export {
  concatFrames,
  emptyFrame,
  exactAt,
  fieldByName,
  fieldFromValues,
  frameFromRows,
  frameToRows,
  isNull,
  numberAt,
  sliceFrame,
  valueAt,
} from './frame.ts';
export type {
  BooleanField,
  CellValue,
  Column,
  ExactIntegers,
  Field,
  FieldType,
  Frame,
  JsonField,
  NumberField,
  StringField,
  TimeField,
} from './frame.ts';
export { annotationsWithin, maxAnnotations, toAnnotations } from './annotations.ts';
export type { AnnotationSource } from './annotations.ts';
export {
  boundText,
  lastNumber,
  resolveThresholds,
  thresholdBounds,
  thresholdQueries,
} from './threshold-bounds.ts';
export type { PlacedBound, ResolvedThresholds, ThresholdBound } from './threshold-bounds.ts';
export { earlierName, splitEarlier } from './earlier.ts';
export type { ComparedFrames } from './earlier.ts';
export type { EventSchema, SchemaField } from './schema.ts';

export { defineDatasource, maxResultRows } from './datasource.ts';
export type {
  CheckResult,
  Connection,
  Contrast,
  ContrastField,
  DatasourceDefinition,
  DatasourceHost,
  Filter,
  Interval,
  Logger,
  ParamValue,
  QueryLimits,
  QueryRequest,
  QueryStats,
  QueryTraits,
  SchemaNode,
  ServedDatasource,
  Sink,
  SinkBatch,
  SinkTarget,
  Supports,
  ValuesRequest,
} from './datasource.ts';

export { builderFields, firstQuery, measureName } from './builder.ts';
export type {
  Aggregate,
  BuilderField,
  BuiltFilter,
  BuiltQuery,
  Completion,
  CompletionPlace,
  DatasourceUi,
  Measure,
  QueryBuilder,
} from './builder.ts';

export { defineProcessor, emptyBatch } from './processor.ts';
export type {
  Batch,
  Processor,
  ProcessorDefinition,
  ProcessorHost,
  ProcessorState,
  RelationalNode,
} from './processor.ts';

export { definePanel } from './panel.ts';
export type {
  Annotation,
  Cursor,
  FrameShape,
  MountedPanel,
  PanelDefinition,
  PanelHost,
  PanelProps,
  SeriesChoice,
  Theme,
} from './panel.ts';

export {
  compareSchema,
  dashboardSchema,
  fieldConfigSchema,
  mappingSchema,
  panelSchema,
  panelTimeSchema,
  querySchema,
  thresholdSchema,
  transformSchema,
} from './dashboard.ts';
export type {
  AnnotationQuery,
  DashboardDocument,
  DashboardLink,
  FieldConfig,
  FieldDocument,
  LayoutCell,
  LayoutRow,
  PanelDocument,
  PanelTime,
  QueryDocument,
  Threshold,
  TransformStep,
  ValueMapping,
} from './dashboard.ts';
export { anyOf, labelAt, labelFilters, noValue } from './label-filters.ts';

export { isSafeLink } from './link.ts';
export { placeOnTab, tabsOf } from './layout-tabs.ts';
export {
  dependencyCircles,
  filtersOfQuery,
  mentionedVariables,
  obeyedFilters,
  renameInQuery,
  renameInText,
  textOf,
  variableArguments,
  variableDependencies,
  variablesOfQuery,
} from './mentions.ts';
export { filterOperators, formatFilter, parseFilter } from './filter.ts';
export { initialValues, isMulti, listedOptions, offersAll, variableSchema } from './variable.ts';
export type { Variable, VariableOption } from './variable.ts';
export { policySchema, ruleSchema } from './policy.ts';
export type { PolicyDocument, PolicyRule } from './policy.ts';
export {
  datasourcesSchema,
  pipelineSchema,
  sinkSchema,
  sourceName,
  stepSchema,
  streamSchema,
} from './pipeline.ts';
export type {
  DatasourcesDocument,
  PipelineDocument,
  SinkDocument,
  StepDocument,
  StreamDocument,
} from './pipeline.ts';

export { liveCredit } from './live.ts';
export type { LiveFrame, LivePatch, LiveRequest, LiveSubscription } from './live.ts';
export { decodeLiveFrame, encodeLiveFrame } from './live-frame.ts';
export { snapshotLifetimes } from './snapshot.ts';
export type { Snapshot, SnapshotLifetime } from './snapshot.ts';
export { spliceFrame } from './splice.ts';
export type { FramePatch } from './splice.ts';

export { formatDuration, parseDuration, stepFor } from './time.ts';
export { resolveRange, resolveTime } from './time-range.ts';
export type { RangeText, TimeContext } from './time-range.ts';
export { parseRangeText } from './range-text.ts';
export { formatRange } from './range-format.ts';
export {
  formatAxis,
  formatExact,
  formatShare,
  countText,
  formatText,
  formatTicks,
  formatValue,
  valueTicks,
} from './format.ts';
export type { AxisLabels, FormatOptions, FormattedValue } from './format.ts';
export { displayText, displayValue, mappingFor } from './display.ts';
export type { DisplayConfig, DisplayOptions, DisplayedValue } from './display.ts';
export { configOf, fieldConfigOf, rulePattern } from './field-config.ts';
export type { FieldRules, FieldSubject } from './field-config.ts';
export { formatTime, formatTimeTicks, timeTicks } from './time-format.ts';
export { zoneOffset } from './time-zone.ts';
export type { TimeLabel, TimePrecision } from './time-format.ts';
export { dimensionFields, numberFields, timeField, toSeries } from './series.ts';
export type { Series, SeriesOptions, SeriesSet } from './series.ts';

export { statusOf, thresholdFor } from './ui/threshold.ts';
export type { Status } from './ui/threshold.ts';
