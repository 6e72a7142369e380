#include <nanobind/stl/array.h>

#include <algorithm>
#include <array>

#include "families.h"
#include "python.h"
#include "recurrent.h"

namespace nervure {

#ifdef NERVURE_HAS_VECTORS

namespace {

// Tensors are passed as addresses, 0 for None: passing one as an array costs 1.4 us, a dozen as much as the whole
// sequence of a small network. src/nervure/kernels/recurrent.py checks dtypes, shapes and memory order.
using Address = std::uintptr_t;

template <class Number>
Number* at(Address address) {
    return reinterpret_cast<Number*>(address);
}

using Shape = std::array<std::size_t, 4>;      // T, N, F, U
using Addresses = std::array<Address, 9>;      // in the order of the fields of Sequences, or of SequenceGradients
using States = std::array<Address, 2>;         // hidden, and the carry for an LSTM
using Strides = std::array<std::ptrdiff_t, 2>;  // of dhidden: from one step, or one sample, to the next

template <class Number>
Sequences<Number> sequences(const Shape& shape, const Addresses& from, bool starts_at_zero) {
    return {shape[0],
            shape[1],
            shape[2],
            shape[3],
            at<const Number>(from[0]),
            at<const Number>(from[1]),
            at<const Number>(from[2]),
            at<const Number>(from[3]),
            at<const bool>(from[4]),
            starts_at_zero,
            at<Number>(from[5]),
            at<Number>(from[6]),
            at<Number>(from[7]),
            at<Number>(from[8])};
}

template <class Number, Cell cell>
void forward(Shape shape, Addresses from, bool starts_at_zero, States initial, int num_threads) {
    nb::gil_scoped_release released;
    const Sequences<Number> call = sequences<Number>(shape, from, starts_at_zero);
    const std::size_t count = call.num_samples * call.num_units;
    std::copy_n(at<const Number>(initial[0]), count, call.hidden);
    if (call.carry != nullptr) std::copy_n(at<const Number>(initial[1]), count, call.carry);
    recurrent_forward(cell, call, num_threads);
}

template <class Number, Cell cell>
void backward(Shape shape, Addresses from, bool starts_at_zero, Addresses to, Strides strides, int num_threads) {
    const SequenceGradients<Number> gradients{at<const Number>(to[0]),
                                              strides[0],
                                              strides[1],
                                              at<const Number>(to[1]),
                                              at<const Number>(to[2]),
                                              at<Number>(to[3]),
                                              at<Number>(to[4]),
                                              at<Number>(to[5]),
                                              at<Number>(to[6]),
                                              at<Number>(to[7]),
                                              at<Number>(to[8])};
    nb::gil_scoped_release released;
    recurrent_backward(cell, sequences<Number>(shape, from, starts_at_zero), gradients, num_threads);
}

}  // namespace

void define_recurrent(nb::module_& module) {
    module.def("lstm_forward_float32", forward<float, Cell::lstm>);
    module.def("lstm_forward_float64", forward<double, Cell::lstm>);
    module.def("lstm_backward_float32", backward<float, Cell::lstm>);
    module.def("lstm_backward_float64", backward<double, Cell::lstm>);
    module.def("gru_forward_float32", forward<float, Cell::gru>);
    module.def("gru_forward_float64", forward<double, Cell::gru>);
    module.def("gru_backward_float32", backward<float, Cell::gru>);
    module.def("gru_backward_float64", backward<double, Cell::gru>);
}

#else

void define_recurrent(nb::module_&) {}

#endif

}  // namespace nervure
