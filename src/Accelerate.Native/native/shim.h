// The C interface of the shim. Every function returns a status (0 is success) and writes its results through
// pointers; acc_last_error describes the last failure of the calling thread. Handles of tensors are at::Tensor*.
#pragma once
#include <stdint.h>

#if defined(__GNUC__)
#define ACC_API extern "C" __attribute__((visibility("default")))
#else
#define ACC_API extern "C"
#endif

enum acc_status {
  ACC_OK = 0,
  ACC_ERROR = 1,
  ACC_INDEX_ERROR = 2,
  ACC_VALUE_ERROR = 3,
  ACC_TYPE_ERROR = 4,
  ACC_NOT_IMPLEMENTED = 5,
  ACC_OUT_OF_MEMORY = 6,
  ACC_MANAGED_EXCEPTION = 7,  // a managed callback threw; the error carries its GCHandle
  ACC_ARGUMENT_ERROR = 8,     // a null handle or a value that the interface itself refuses
  ACC_TIMED_OUT = 9,          // a store or a collective waited too long
  ACC_CONNECTION_LOST = 10,   // a connection to a store or a peer failed
};

enum acc_value_kind {
  ACC_NONE = 0,
  ACC_DEFAULT = 1,
  ACC_TENSOR = 2,
  ACC_INT64 = 3,
  ACC_DOUBLE = 4,
  ACC_BOOL = 5,
  ACC_COMPLEX = 6,
  ACC_STRING = 7,
  ACC_DEVICE = 8,
  ACC_GENERATOR = 9,
  ACC_INT64_LIST = 10,
  ACC_DOUBLE_LIST = 11,
  ACC_BOOL_LIST = 12,
  ACC_TENSOR_LIST = 13,
};

struct acc_value {
  int32_t kind;
  int32_t length;
  int64_t first;
  int64_t second;
};

struct acc_tensor_info {
  int64_t element_count;
  const int64_t* sizes;    // borrowed from the tensor
  const int64_t* strides;  // null for layouts without strides
  int32_t dimensions;
  int32_t item_size;
  int32_t scalar_type;
  int32_t device_type;
  int32_t device_index;
  int32_t layout;
};

typedef void* acc_tensor;     // at::Tensor*
typedef void* acc_operator;   // an operator and its coercions
typedef void* acc_generator;  // at::Generator*
typedef void* acc_hook;       // a registered hook
typedef void* acc_mapping;    // a mapped file
typedef void* acc_store;      // a key-value store that ranks share
typedef void* acc_group;      // a rank's process group
typedef void* acc_work;       // a collective under way
typedef void* acc_reducer;        // averages the gradients of a model
typedef void* acc_reducer_queue;  // the reducers of one rank

// Managed callbacks. A callback returns 0, or the GCHandle of the exception that it caught.
typedef intptr_t (*acc_gradient_hook)(intptr_t context, acc_tensor gradient, acc_tensor* replacement);
typedef intptr_t (*acc_accumulated_hook)(intptr_t context);
typedef intptr_t (*acc_function_backward)(intptr_t context, const acc_tensor* gradients, int32_t gradient_count,
                                          const acc_tensor* saved, int32_t saved_count,
                                          acc_tensor* results, int32_t result_count);
typedef void (*acc_release)(intptr_t context);
typedef intptr_t (*acc_poll)(intptr_t context);
typedef intptr_t (*acc_reduce_hook)(intptr_t context, int32_t bucket, int32_t phase);

// Errors and the library
ACC_API void acc_initialize(acc_release release_handle);
ACC_API int acc_last_error(const char** message, int32_t* length, intptr_t* exception);
ACC_API int acc_built_version(int32_t* major, int32_t* minor, int32_t* patch);
ACC_API int acc_configuration(char* buffer, int32_t capacity, int32_t* length);
ACC_API int acc_default_scalar_type(int32_t* scalar_type);
ACC_API int acc_set_default_scalar_type(int32_t scalar_type);
ACC_API void acc_free(void* memory);

// Tensors
ACC_API void acc_tensor_free(acc_tensor tensor);
ACC_API void acc_tensor_free_many(const acc_tensor* tensors, int32_t count);
ACC_API int acc_tensor_alias(acc_tensor tensor, acc_tensor* result);
ACC_API int acc_tensor_describe(acc_tensor tensor, acc_tensor_info* info);
ACC_API int acc_tensor_data_pointer(acc_tensor tensor, void** result);
ACC_API int acc_tensor_identity(acc_tensor tensor, void** result);
ACC_API int acc_tensor_storage(acc_tensor tensor, void** key, int64_t* bytes);
ACC_API int acc_tensor_owned_bytes(acc_tensor tensor, int64_t* bytes);
ACC_API int acc_tensor_from_blob(void* data, const int64_t* sizes, int32_t dimensions, int32_t scalar_type,
                                 acc_release release, intptr_t context, acc_tensor* result);
ACC_API int acc_tensor_set_data(acc_tensor tensor, acc_tensor source);
ACC_API int acc_tensor_requires_grad(acc_tensor tensor, int32_t* result);
ACC_API int acc_tensor_set_requires_grad(acc_tensor tensor, int32_t value);
ACC_API int acc_tensor_grad(acc_tensor tensor, acc_tensor* result);
ACC_API int acc_tensor_set_grad(acc_tensor tensor, acc_tensor gradient);
ACC_API int acc_tensor_is_leaf(acc_tensor tensor, int32_t* result);
ACC_API int acc_tensor_retain_grad(acc_tensor tensor);

// Operators
ACC_API int acc_operator_exists(const char* name, const char* overload, int32_t* result);
ACC_API int acc_operator_find(const char* name, const char* overload, acc_operator* result);
ACC_API int acc_operator_schema(acc_operator op, char* buffer, int32_t capacity, int32_t* length);
ACC_API int acc_operator_counts(acc_operator op, int32_t* arguments, int32_t* results);
ACC_API int acc_operator_call(acc_operator op, const acc_value* arguments, int32_t argument_count,
                              acc_value* results, int32_t result_count);

// Autograd
ACC_API int acc_backward(const acc_tensor* tensors, int32_t count, const acc_tensor* gradients, int32_t gradient_count,
                         int32_t retain_graph, int32_t create_graph, const acc_tensor* inputs, int32_t input_count);
ACC_API int acc_grad(const acc_tensor* outputs, int32_t output_count, const acc_tensor* inputs, int32_t input_count,
                     const acc_tensor* gradients, int32_t gradient_count, int32_t retain_graph, int32_t create_graph,
                     int32_t allow_unused, acc_tensor* results);
ACC_API int acc_hook_register(acc_tensor tensor, acc_gradient_hook hook, intptr_t context, acc_hook* result);
ACC_API int acc_hook_register_accumulated(acc_tensor tensor, acc_accumulated_hook hook, intptr_t context, acc_hook* result);
ACC_API int acc_hook_remove(acc_hook hook);
ACC_API int acc_function_apply(const char* name, const acc_tensor* inputs, int32_t input_count,
                               acc_tensor* outputs, int32_t output_count, const int32_t* differentiable, const int32_t* dirty,
                               const acc_tensor* saved, int32_t saved_count, int32_t materialize,
                               acc_function_backward backward, intptr_t context);
ACC_API int acc_grad_mode(int32_t* enabled);
ACC_API int acc_set_grad_mode(int32_t enabled);
ACC_API int acc_inference_mode(int32_t* enabled);
ACC_API int acc_inference_mode_enter(int32_t enabled, void** guard);
ACC_API int acc_inference_mode_exit(void* guard);
ACC_API int acc_anomaly_mode(int32_t* enabled, int32_t* check_nan);
ACC_API int acc_set_anomaly_mode(int32_t enabled, int32_t check_nan);

// Autocast
ACC_API int acc_autocast_state(int32_t device_type, int32_t* enabled, int32_t* scalar_type);
ACC_API int acc_autocast_enter(int32_t device_type, int32_t enabled, int32_t scalar_type);
ACC_API int acc_autocast_leave(int32_t device_type, int32_t enabled, int32_t scalar_type);

// Threads, random numbers, devices
ACC_API int acc_threads(int32_t* intra_op, int32_t* inter_op);
ACC_API int acc_set_threads(int32_t intra_op);
ACC_API int acc_set_inter_op_threads(int32_t inter_op);
ACC_API int acc_limit_current_thread(int32_t threads);
ACC_API int acc_manual_seed(uint64_t seed);
ACC_API int acc_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, acc_generator* result);
ACC_API int acc_generator_default(int32_t device_type, int32_t device_index, acc_generator* result);
ACC_API void acc_generator_free(acc_generator generator);
ACC_API int acc_generator_seed(acc_generator generator, uint64_t* result);
ACC_API int acc_generator_set_seed(acc_generator generator, uint64_t seed);
ACC_API int acc_generator_reseed(acc_generator generator, uint64_t* result);
ACC_API int acc_generator_state(acc_generator generator, acc_tensor* result);
ACC_API int acc_generator_set_state(acc_generator generator, acc_tensor state);
ACC_API int acc_generator_device(acc_generator generator, int32_t* device_type, int32_t* device_index);
ACC_API int acc_device_count(int32_t device_type, int32_t* result);
ACC_API int acc_device_current(int32_t device_type, int32_t* index);
ACC_API int acc_device_set_current(int32_t device_type, int32_t index);
ACC_API int acc_device_synchronize(int32_t device_type, int32_t index);

// Mapped files
ACC_API int acc_mapping_open(const char* path, acc_mapping* result, void** address, int64_t* length);
ACC_API int acc_mapping_tensor(acc_mapping mapping, int64_t offset, const int64_t* sizes, int32_t dimensions,
                               int32_t scalar_type, acc_tensor* result);
ACC_API void acc_mapping_close(acc_mapping mapping);

// Stores
ACC_API int acc_store_tcp(const char* host, int32_t port, int32_t is_server, int32_t world_size, int32_t wait_for_workers,
                          int64_t timeout_ms, acc_store* result, int32_t* bound_port);
ACC_API int acc_store_hash(acc_store* result);
ACC_API int acc_store_file(const char* path, int32_t world_size, acc_store* result);
ACC_API int acc_store_prefix(const char* prefix, acc_store store, acc_store* result);
ACC_API int acc_store_alias(acc_store store, acc_store* result);
ACC_API void acc_store_free(acc_store store);
ACC_API int acc_store_set(acc_store store, const char* key, const uint8_t* value, int64_t length);
ACC_API int acc_store_get(acc_store store, const char* key, uint8_t** value, int64_t* length);
ACC_API int acc_store_compare_set(acc_store store, const char* key, const uint8_t* expected, int64_t expected_length,
                                  const uint8_t* desired, int64_t desired_length, uint8_t** value, int64_t* length);
ACC_API int acc_store_add(acc_store store, const char* key, int64_t amount, int64_t* result);
ACC_API int acc_store_check(acc_store store, const char* const* keys, int32_t count, int32_t* result);
ACC_API int acc_store_wait(acc_store store, const char* const* keys, int32_t count, int64_t timeout_ms);
ACC_API int acc_store_delete(acc_store store, const char* key, int32_t* result);
ACC_API int acc_store_count(acc_store store, int64_t* result);
ACC_API int acc_store_timeout(acc_store store, int64_t* milliseconds);
ACC_API int acc_store_set_timeout(acc_store store, int64_t milliseconds);

// Process groups. A collective gives its work, which is freed with acc_work_free, before its end or after.
ACC_API int acc_group_gloo(acc_store store, int32_t rank, int32_t size, int64_t timeout_ms, const char* address,
                           const char* interfaces, acc_group* result);
ACC_API int acc_nccl_available(int32_t* result);
ACC_API int acc_group_nccl(acc_store store, int32_t rank, int32_t size, int64_t timeout_ms, acc_group* result);
ACC_API int acc_group_interrupt(acc_group group);
ACC_API void acc_group_free(acc_group group);
ACC_API int acc_group_agree_on_sequence(acc_group group);
ACC_API int acc_group_mark_collectives(acc_group group);
ACC_API int acc_group_all_reduce(acc_group group, acc_tensor tensor, int32_t reduction, acc_work* result);
ACC_API int acc_group_broadcast(acc_group group, acc_tensor tensor, int32_t source, acc_work* result);
ACC_API int acc_group_all_gather(acc_group group, acc_tensor tensor, acc_work* result);
ACC_API int acc_group_gather(acc_group group, acc_tensor tensor, int32_t destination, acc_work* result);
ACC_API int acc_group_scatter(acc_group group, acc_tensor output, acc_tensor input, int32_t source, acc_work* result);
ACC_API int acc_group_reduce_scatter(acc_group group, acc_tensor tensor, int32_t reduction, acc_work* result);
ACC_API int acc_group_all_to_all(acc_group group, acc_tensor tensor, const int64_t* input_rows, const int64_t* output_rows,
                                 int32_t count, acc_work* result);
ACC_API int acc_group_send(acc_group group, acc_tensor tensor, int32_t destination, int32_t tag, acc_work* result);
ACC_API int acc_group_receive(acc_group group, acc_tensor tensor, int32_t source, int32_t tag, acc_work* result);
ACC_API int acc_group_barrier(acc_group group, acc_work* result);
ACC_API int acc_work_completed(acc_work work, int32_t* result);
ACC_API int acc_work_wait(acc_work work, int64_t limit_ms, int32_t* completed);
ACC_API int acc_work_on_completed(acc_work work, acc_release callback, intptr_t context);
ACC_API int acc_work_result(acc_work work, acc_tensor* result);
ACC_API void acc_work_free(acc_work work);

// Data parallelism
struct acc_reducer_options {
  int64_t first_bucket_bytes;
  int64_t bucket_bytes;
  acc_reduce_hook hook;  // sums the gradients of a bucket in place of the reducer: phase 0 starts it, phase 1 ends it
  intptr_t context;
  int32_t wire_type;     // what gradients travel as; negative for their own type
};

ACC_API int acc_reducer_queue_new(acc_group group, acc_poll poll, intptr_t context, acc_reducer_queue* result);
ACC_API void acc_reducer_queue_free(acc_reducer_queue queue);
ACC_API int acc_reducer_queue_set_joining(acc_reducer_queue queue, int32_t joining);
ACC_API int acc_reducer_queue_join(acc_reducer_queue queue, int32_t* source);
ACC_API int acc_reducer_queue_broadcast(acc_reducer_queue queue, const acc_tensor* tensors, int32_t count, int32_t source);
ACC_API int acc_reducer_queue_average(acc_reducer_queue queue, const acc_tensor* tensors, int32_t count);
ACC_API int acc_reducer_new(acc_reducer_queue queue, const acc_tensor* parameters, int32_t count, const acc_tensor* buffers,
                            int32_t buffer_count, const acc_reducer_options* options, acc_reducer* result);
ACC_API void acc_reducer_free(acc_reducer reducer);
ACC_API int acc_reducer_set_synchronizing(acc_reducer reducer, int32_t synchronizing);
ACC_API int acc_reducer_trigger(acc_reducer reducer);
ACC_API int acc_reducer_refresh(acc_reducer reducer);
ACC_API int acc_reducer_broadcast_buffers(acc_reducer reducer);
ACC_API int acc_reducer_bucket_count(acc_reducer reducer, int32_t* count);
ACC_API int acc_reducer_bucket(acc_reducer reducer, int32_t bucket, acc_tensor* gradients, int32_t* parameters, int32_t capacity,
                               int32_t* count);
